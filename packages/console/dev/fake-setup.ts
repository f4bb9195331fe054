import type { PolicyVersionWire, RouteId, RouteReply } from '@agentport/contract';
import type { FakeRequest } from './fake-routes.ts';
import { type FakeState, stamp } from './fake-state.ts';
import { tiers } from './fixtures/rooms.ts';
import { Refusal } from './refusal.ts';

type Handlers = { [I in RouteId]?: (request: FakeRequest) => RouteReply<I> };
type Edit = { tiers?: { operation: string; effect: string | null }[]; text?: string; dry?: boolean };

/** What the pages under "Set up" ask for beyond lists. */
export function setup(state: FakeState): Handlers {
  const agentOf = (id: string | undefined) => {
    const agent = state.agents.find((item) => item.id === id || item.name === id);
    if (!agent) throw new Refusal(404, 'not_found', 'There is no such agent.');
    return agent;
  };
  const connectionOf = (name: string | undefined) => {
    const connection = state.connections.find((item) => item.name === name);
    if (!connection) throw new Refusal(404, 'unknown_connection', 'There is no such connection.');
    return connection;
  };
  return {
    readPolicy: () => policy(),
    proposePolicy: ({ body }) => propose(state, body as Edit),
    listCalls: () => ({ items: [], next: null }),
    revokeCredential: ({ params }) => Object.assign(connectionOf(params.name), { status: 'disabled' }),
    removeConnection: ({ params }) => {
      state.connections = state.connections.filter(({ name }) => name !== params.name);
      return {};
    },
    giveConnections: ({ params, body }) =>
      Object.assign(agentOf(params.id), { connections: body.connections ?? null }),
    rotateToken: ({ params }) => {
      const agent = agentOf(params.id);
      const at = stamp(state.now());
      const soon = stamp(state.now() + 86_400_000);
      const old = agent.tokens.map((token) => ({ ...token, expires_at: soon }));
      const token = { id: 'tok_new', created_at: at, expires_at: null, revoked_at: null };
      return {
        agent: Object.assign(agent, { tokens: [...old, token] }),
        token: `ap_agent_fake_${'x'.repeat(43)}`,
      };
    },
    revokeToken: ({ params }) => {
      const agent = agentOf(params.id);
      agent.tokens = agent.tokens.map((token) =>
        token.id === params.token ? { ...token, revoked_at: stamp(state.now()) } : token,
      );
      return {};
    },
    describeTier: ({ params }) => described(params.name ?? '', params.operation ?? ''),
    explainPolicy: ({ body }) => explained(body as unknown as { connection: string; operation: string }),
  };
}

function policy(): RouteReply<'readPolicy'> {
  const file = (line: number) => ({ owner: 'file' as const, place: `agentport.yaml:${line}` });
  const own = { owner: 'console' as const, place: null };
  return {
    number: 14,
    tiers: [
      { agent: null, connection: 'stripe', operation: 'list_customers', effect: 'allow', source: file(6) },
      { agent: null, connection: 'stripe', operation: 'delete_customer', effect: 'deny', source: file(7) },
      { agent: null, connection: 'stripe', operation: 'create_refund', effect: 'ask', source: own },
      { agent: 'release-bot', connection: 'github', operation: 'merge_*', effect: 'ask', source: own },
    ],
    rules: [
      {
        id: 'money-needs-a-code',
        match: { risk: 'financial' },
        effect: 'ask',
        step_up: true,
        source: file(12),
      },
    ],
    recipients: [
      { connection: 'mail', allowed_domains: ['nordlicht.example'], ask_above: 5, source: file(18) },
    ],
    text: 'integrations:\n  stripe:\n    permissions:\n      list_customers: auto_approve\n      delete_customer: deny\n      create_refund: ask_approve\n',
    console_text:
      'integrations:\n  stripe:\n    permissions:\n      create_refund: ask_approve\nagents:\n  release-bot:\n    permissions:\n      github:\n        merge_*: ask_approve\n',
  };
}

function propose(state: FakeState, edit: Edit): RouteReply<'proposePolicy'> {
  if (edit.text?.includes('wrong')) {
    throw new Refusal(400, 'invalid_request', 'Line 4: stripe has no operation "wrong".');
  }
  const loosens = edit.text?.includes('auto_approve') || edit.tiers?.some(({ effect }) => effect === 'allow');
  const change: PolicyVersionWire['changes'][number] = {
    kind: loosens ? 'loosening' : 'tightening',
    what: `create_refund on stripe goes from ask to ${loosens ? 'allow' : 'deny'}.`,
    path: '/tiers/2',
  };
  if (edit.dry) return { changes: [change], applied: null, waiting: null };
  const version: PolicyVersionWire = {
    ...{ number: 16, source: 'console', changes: [change], created_at: stamp(state.now()) },
    ...{ status: loosens ? 'pending' : 'active', activated_at: null, activated_by: null },
  };
  state.policy = [version, ...state.policy];
  return { changes: [change], applied: loosens ? null : version, waiting: loosens ? version : null };
}

function described(connection: string, name: string): RouteReply<'describeTier'> {
  const row = tiers(connection).find(({ operation }) => operation === name);
  if (!row) throw new Refusal(404, 'unknown_operation', 'It has no such operation.');
  return {
    ...{ connection, name, integration: connection, annotations: {} as never },
    ...{ title: row.title, category: row.category, risk: row.risk, effect: row.effect, tier: row.tier },
    summary: 'Gives money back to the customer who paid.',
    parameters: {
      type: 'object',
      required: ['charge'],
      properties: {
        charge: { type: 'string', description: 'Id of the payment.' },
        amount: {
          type: 'integer',
          description: 'In the smallest unit; all of it when left out.',
          minimum: 1,
        },
        reason: { type: 'string', enum: ['duplicate', 'fraudulent', 'requested_by_customer'] },
        refund_application_fee: { type: 'boolean' },
        metadata: { type: 'object' },
      },
    },
    rule: null,
  };
}

function explained(asked: { connection: string; operation: string }): RouteReply<'explainPolicy'> {
  return {
    ...{ agent: 'billing-helper', connection: asked.connection, operation: asked.operation },
    ...{
      risk: 'financial',
      effect: 'ask',
      tier: 'ask_approve',
      policy_version: 14,
      rule: 'money-needs-a-code',
    },
    steps: [
      { step: 'base', effect: 'ask', code: 'tier_connection', text: 'A tier names the operation.' },
      {
        step: 'rule',
        effect: 'ask',
        code: 'rule_matched',
        text: 'The rule money-needs-a-code matches and says ask.',
      },
      { step: 'obligations', effect: 'ask', code: 'honoured', text: 'Obligations: step_up.' },
    ],
    obligations: [{ kind: 'step_up' }],
    findings: [],
    not_known: ['customer: the service is asked for it when the call is made.'],
    wire: {
      kind: 'http',
      method: 'POST',
      origin: 'https://api.stripe.com',
      path: '/v1/refunds',
      query: [],
      headers: [['content-type', 'application/x-www-form-urlencoded']],
      credential: 'put in by the gateway when the call is made',
      body: 'charge=ch_1&amount=1200',
    },
  };
}
