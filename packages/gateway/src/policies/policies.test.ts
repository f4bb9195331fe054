import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Effect, PolicyFacts } from '@agentport/engine';
import { testAudit } from '../audit/testing.ts';
import type { Fault } from '../kernel/fault.ts';
import { DEFAULT_LIMITS } from '../limits/index.ts';
import { DEFAULT_RETENTION } from '../retention/index.ts';
import { onBothDatabases } from '../storage/testing.ts';
import { createPolicies, DEFAULT_TIMES, type NewVersion, type PolicyContent } from './policies.ts';

const ORG = 'default';

function content(effect: Effect): PolicyContent {
  return {
    policy: { v: 1, tiers: [{ connection: 'shop', operation: 'sell', effect }], rules: [] },
    connections: [],
    times: DEFAULT_TIMES,
    limits: DEFAULT_LIMITS,
    retention: DEFAULT_RETENTION,
  };
}

function version(effect: Effect, status: NewVersion['status']): NewVersion {
  return { content: content(effect), source: 'agentport.yaml', changes: [], status, actor: 'system:test' };
}

const FACTS: PolicyFacts = {
  agent: { id: 'agt_1', name: 'clerk' },
  connection: { name: 'shop' },
  integration: 'shop',
  operation: 'sell',
  risk: 'write',
  manifestDefault: null,
  hide: [],
  args: {},
};

async function stage(t: TestContext) {
  const parts = await testAudit(t);
  const open = () => createPolicies({ ...parts, newId: parts.deps.newId }, ORG);
  const fence = async () => {
    const rows = await parts.db.read.selectFrom('orgs').select('policy_version').execute();
    return rows[0]?.policy_version;
  };
  const kinds = async () =>
    (await parts.audit.list({ limit: 50 })).items.map(({ event }) => event.kind).toReversed();
  const policies = await open();
  return { policies, open, fence, kinds, effect: () => policies.decide(FACTS, []).effect };
}

const refused = (code: string) => (fault: Fault) => fault.code === code;

onBothDatabases('before any version the risk decides, and after one the version does', async (t) => {
  const { policies, effect } = await stage(t);
  assert.equal(policies.version(), 0);
  assert.equal(effect(), 'ask');
  await policies.install(version('deny', 'active'));
  assert.deepEqual([policies.version(), effect()], [1, 'deny']);
});

onBothDatabases(
  'a waiting version decides nothing until a person activates it, which moves the fence',
  async (t) => {
    const { policies, fence, kinds, effect } = await stage(t);
    await policies.install(version('ask', 'active'));
    const waiting = await policies.install(version('allow', 'pending'));
    assert.deepEqual([effect(), policies.version(), await fence()], ['ask', 1, 1]);
    const activated = await policies.activate(waiting.number, 'opr_anna');
    assert.equal(activated.activatedBy, 'opr_anna');
    assert.deepEqual([effect(), policies.version(), await fence()], ['allow', 2, 2]);
    assert.deepEqual(await kinds(), [
      'policy.proposed',
      'policy.activated',
      'policy.proposed',
      'policy.activated',
    ]);
  },
);

onBothDatabases('a version is settled once: activated, rejected or withdrawn, never twice', async (t) => {
  const { policies } = await stage(t);
  await policies.install(version('ask', 'active'));
  const first = await policies.install(version('allow', 'pending'));
  await policies.reject(first.number, 'opr_anna');
  for (const again of ['activate', 'reject', 'withdraw'] as const) {
    await assert.rejects(policies[again](first.number, 'opr_anna'), refused('already_decided'), again);
  }
  await assert.rejects(policies.activate(99, 'opr_anna'), refused('not_found'));
  const second = await policies.install(version('allow', 'pending'));
  await policies.withdraw(second.number, 'system:config-file');
  assert.equal(await policies.pending(), null);
  assert.equal(policies.version(), 1);
});

onBothDatabases('two people who activate at the same moment make one version active', async (t) => {
  const { policies, kinds } = await stage(t);
  const { number } = await policies.install(version('allow', 'pending'));
  const ends = await Promise.allSettled([
    policies.activate(number, 'opr_a'),
    policies.activate(number, 'opr_b'),
  ]);
  assert.deepEqual(ends.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  assert.equal((await kinds()).filter((kind) => kind === 'policy.activated').length, 1);
});

onBothDatabases('one version waits at a time: a newer edit replaces the older one', async (t) => {
  const { policies } = await stage(t);
  const old = await policies.install(version('allow', 'pending'));
  const { number } = await policies.install(version('deny', 'pending'));
  assert.equal((await policies.pending())?.number, number);
  await assert.rejects(policies.activate(old.number, 'opr_anna'), refused('already_decided'));
});

onBothDatabases('a policy that contradicts itself is refused before anything is written', async (t) => {
  const { policies, kinds } = await stage(t);
  const twice = { connection: 'shop', operation: 'sell', effect: 'deny' as const };
  const broken = { ...content('deny'), policy: { v: 1 as const, tiers: [twice, twice], rules: [] } };
  await assert.rejects(policies.install({ ...version('deny', 'active'), content: broken }), /stated twice/);
  assert.deepEqual(await kinds(), []);
  assert.equal(policies.version(), 0);
});

onBothDatabases('the active version survives a restart', async (t) => {
  const { policies, open } = await stage(t);
  await policies.install(version('deny', 'active'));
  await policies.install(version('allow', 'pending'));
  const again = await open();
  assert.deepEqual([again.version(), again.decide(FACTS, []).effect], [1, 'deny']);
  assert.equal((await again.pending())?.number, 2);
});
