import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from './metrics.ts';

const QUIET = {
  pendingApprovals: async () => 0,
  auditSize: async () => 0,
  inbox: async () => ({ depth: 0 }),
  leaseHeld: () => true,
  signalReconnects: () => 0,
};

test('calls are counted by entrance and end, and gauges are read when asked for', async () => {
  let pending = 2;
  const metrics = createMetrics({
    ...QUIET,
    pendingApprovals: async () => pending,
    auditSize: async () => 17,
    inbox: async () => ({ depth: 3 }),
  });
  metrics.call('mcp', 'released', 0.004);
  metrics.call('mcp', 'released', 3);
  metrics.call('facade', 'denied', 0.001);
  pending = 5;
  const text = await metrics.text();
  assert.match(text, /^agentport_calls_total\{entrance="mcp",outcome="released"\} 2$/m);
  assert.match(text, /^agentport_calls_total\{entrance="facade",outcome="denied"\} 1$/m);
  assert.match(text, /^agentport_call_seconds_bucket\{le="0\.005",outcome="released"\} 1$/m);
  assert.match(text, /^agentport_approvals_pending 5$/m);
  assert.match(text, /^agentport_audit_entries 17$/m);
  assert.match(text, /^agentport_audit_inbox_entries 3$/m);
  assert.match(text, /^agentport_lease_held 1$/m);
});

test('two gateways in one process do not share figures', async () => {
  const [one, other] = [createMetrics(QUIET), createMetrics(QUIET)];
  one.call('mcp', 'released', 1);
  assert.doesNotMatch(await other.text(), /outcome="released"/);
});
