import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { canonical, type Effect, sha256Hex } from '@agentport/engine';
import { testAudit } from '../audit/testing.ts';
import type { Fault } from '../kernel/fault.ts';
import { DEFAULT_LIMITS } from '../limits/index.ts';
import { DEFAULT_RETENTION } from '../retention/index.ts';
import { onBothDatabases } from '../storage/testing.ts';
import { createPolicies, DEFAULT_TIMES, type NewVersion, type PolicyContent } from './policies.ts';

const ORG = 'default';
const FACTS = {
  agent: { id: 'agt_1', name: 'clerk' },
  connection: { name: 'shop' },
  integration: 'shop',
  operation: 'sell',
  risk: 'write',
  manifestDefault: null,
  hide: [],
  args: {},
} as const;

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

/** A policy that asks, and somebody who writes the database by hand. */
async function stage(t: TestContext) {
  const parts = await testAudit(t);
  const open = () => createPolicies({ ...parts, newId: parts.deps.newId }, ORG);
  const policies = await open();
  await policies.install(version('ask', 'active'));
  // a row refuses to be changed, so it is taken out and put back
  const rewrite = (number: number, effect: Effect) =>
    parts.db.unit(async (tx) => {
      const document = canonical({ ...content(effect) });
      const row = await tx
        .deleteFrom('policy_versions')
        .where('number', '=', number)
        .returningAll()
        .executeTakeFirstOrThrow();
      await tx
        .insertInto('policy_versions')
        .values({ ...row, document, document_sha256: sha256Hex(document) })
        .execute();
    });
  return { db: parts.db, policies, open, rewrite };
}

onBothDatabases('T94 a policy edited in the database, digest and all, denies everything', async (t) => {
  const { open, rewrite } = await stage(t);
  await rewrite(1, 'allow');
  const again = await open();
  assert.equal(again.isProven(), false);
  assert.equal(again.decide(FACTS, []).effect, 'deny');
  assert.ok(again.decide(FACTS, []).reasons.some(({ rule }) => rule === 'unproven_policy'));
});

onBothDatabases('T94 an older, looser version made active in the database denies everything', async (t) => {
  const { db, policies, open } = await stage(t);
  await policies.install(version('allow', 'active'));
  await policies.install(version('deny', 'active'));
  await db.unit(async (tx) => {
    await tx.updateTable('policy_versions').set({ status: 'superseded' }).where('number', '=', 3).execute();
    await tx.updateTable('policy_versions').set({ status: 'active' }).where('number', '=', 2).execute();
    await tx.updateTable('orgs').set({ policy_version: 2 }).execute();
  });
  const again = await open();
  assert.deepEqual([again.isProven(), again.decide(FACTS, []).effect], [false, 'deny']);
});

onBothDatabases('T94 versions deleted from the database are not taken for a first start', async (t) => {
  const { db, open } = await stage(t);
  await db.unit((tx) => tx.deleteFrom('policy_versions').execute());
  const again = await open();
  assert.deepEqual([again.isProven(), again.version(), again.decide(FACTS, []).effect], [false, 1, 'deny']);
});

onBothDatabases('T94 a waiting version whose text was exchanged cannot be activated', async (t) => {
  const { policies, rewrite } = await stage(t);
  const { number } = await policies.install(version('deny', 'pending'));
  await rewrite(number, 'allow');
  await assert.rejects(
    policies.activate(number, 'opr_anna'),
    (fault: Fault) => fault.code === 'policy_unproven',
  );
  assert.equal(policies.decide(FACTS, []).effect, 'ask');
  assert.equal((await policies.reject(number, 'opr_anna')).status, 'rejected');
});

onBothDatabases('T94 a person who activates another version ends the denial', async (t) => {
  const { open, rewrite } = await stage(t);
  await rewrite(1, 'allow');
  const again = await open();
  const { number } = await again.install(version('ask', 'pending'));
  await again.activate(number, 'opr_anna');
  assert.deepEqual([again.isProven(), again.decide(FACTS, []).effect], [true, 'ask']);
  assert.equal((await open()).isProven(), true);
});
