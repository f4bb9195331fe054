import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentLimits, connectionLimits, DEFAULT_LIMITS, limitOrigins } from './settings.ts';

test('an agent has its own ceilings where it has any, and the usual ones elsewhere', () => {
  const limits = { ...DEFAULT_LIMITS, agents: { billing: { calls_per_minute: 60 } } };
  assert.deepEqual(agentLimits(limits, 'billing'), { ...DEFAULT_LIMITS.agent, calls_per_minute: 60 });
  assert.deepEqual(agentLimits(limits, 'other'), DEFAULT_LIMITS.agent);
  assert.deepEqual(agentLimits(limits, 'constructor'), DEFAULT_LIMITS.agent);
});

test('the file wins over the manifest, and the manifest over the defaults', () => {
  const limits = { ...DEFAULT_LIMITS, connections: { stripe: { concurrent_calls: 2 } } };
  const manifest = { concurrent_calls: 8, deadline_ms: 5_000 };
  assert.deepEqual(connectionLimits(limits, 'stripe', manifest, {}), {
    concurrent_calls: 2,
    deadline_ms: 5_000,
  });
  assert.deepEqual(connectionLimits(limits, 'other', {}, {}), { concurrent_calls: 16, deadline_ms: 30_000 });
});

test('each ceiling of a connection says who set it: the file before the integration, then the gateway', () => {
  const limits = { ...DEFAULT_LIMITS, connections: { stripe: { deadline_ms: 5_000 } } };
  assert.deepEqual(limitOrigins(limits, 'stripe', { concurrent_calls: 4, deadline_ms: 9_000 }, {}), {
    concurrent_calls: 'integration',
    deadline_ms: 'file',
  });
  assert.deepEqual(limitOrigins(limits, 'constructor', {}, {}), {
    concurrent_calls: 'gateway',
    deadline_ms: 'gateway',
  });
});

test('T103 where the file and people both say something the lower one holds, so neither loosens the other', () => {
  const limits = { ...DEFAULT_LIMITS, connections: { stripe: { concurrent_calls: 8, deadline_ms: 5_000 } } };
  const manifest = { concurrent_calls: 4 };
  const people = { concurrent_calls: 2, deadline_ms: 60_000 };
  assert.deepEqual(connectionLimits(limits, 'stripe', manifest, people), {
    concurrent_calls: 2,
    deadline_ms: 5_000,
  });
  assert.deepEqual(limitOrigins(limits, 'stripe', manifest, people), {
    concurrent_calls: 'console',
    deadline_ms: 'file',
  });
  assert.deepEqual(connectionLimits(limits, 'other', manifest, people), people);
});
