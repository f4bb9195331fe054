/** A connection as a gateway presents it. */
export const CONNECTION = {
  id: 'con_1',
  name: 'stripe',
  integration: 'stripe',
  title: 'Stripe',
  version: 1,
  base_url: 'https://api.stripe.example',
  status: 'active',
  owner: 'console',
  source: null,
  operations: 25,
  created_at: '2026-11-21T07:30:00.000Z',
  reconnect: null,
  limits: {
    concurrent_calls: 16,
    deadline_ms: 30_000,
    set_by: { concurrent_calls: 'gateway', deadline_ms: 'gateway' },
    said: { concurrent_calls: null, deadline_ms: null },
  },
};
