import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tx } from '../storage/database.ts';
import { onBothDatabases, testDatabase } from '../storage/testing.ts';
import type { Fence } from './fence.ts';
import { claimApproved, isCurrent } from './store.ts';
import { CURRENT, insertApprovedCall } from './stored-call.fixture.ts';

const CLAIM = { org: 'default', callId: 'cal_1', permitId: 'pmt_1', fence: CURRENT };

onBothDatabases(
  'a fence holds while everything it names is current, and a claim behind it wins exactly once',
  async (t) => {
    const { db, clock } = await testDatabase(t);
    await db.unit((tx) => insertApprovedCall(tx, clock.now()));
    assert.equal(await isCurrent(db.read, CURRENT), true);
    assert.equal(await isCurrent(db.read, { ...CURRENT, agent: null }), true);
    const claims = await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        db.unit((tx) => claimApproved(tx, { ...CLAIM, permitId: `pmt_${n}` })),
      ),
    );
    assert.equal(claims.filter(Boolean).length, 1);
  },
);

const OTHER: Record<string, Partial<Fence>> = {
  'another org': { org: 'elsewhere' },
  'another policy version': { policyVersion: 1 },
  'another stop epoch': { stopEpoch: 1 },
  'another connection': { connectionId: 'con_2' },
  'another connection version': { connectionVersion: 2 },
  'another definition': { definitionSha256: 'f'.repeat(64) },
  'another agent': { agent: { id: 'agt_2', epoch: 0 } },
  'another gateway': { gateway: { gateway: 'gtw_2', epoch: 1 } },
  'an earlier epoch of its gateway': { gateway: { gateway: 'gtw_1', epoch: 0 } },
  'another agent epoch': { agent: { id: 'agt_1', epoch: 1 } },
};

for (const [name, part] of Object.entries(OTHER)) {
  test(`a fence that saw ${name} does not hold, and nothing is claimed behind it`, async (t) => {
    const { db, clock } = await testDatabase(t);
    await db.unit((tx) => insertApprovedCall(tx, clock.now()));
    const fence = { ...CURRENT, ...part };
    assert.equal(await isCurrent(db.read, fence), false);
    assert.equal(await db.unit((tx) => claimApproved(tx, { ...CLAIM, fence })), false);
  });
}

const MOVED: Record<string, (tx: Tx) => Promise<unknown>> = {
  'everything is stopped': (tx) => tx.updateTable('orgs').set({ stopped: 1 }).execute(),
  'the agent is stopped': (tx) => tx.updateTable('agents').set({ status: 'stopped' }).execute(),
  'the connection is switched off': (tx) =>
    tx.updateTable('connections').set({ status: 'disabled' }).execute(),
  'the approver is suspended': (tx) => tx.updateTable('operators').set({ status: 'suspended' }).execute(),
  'the approver became an auditor': (tx) => tx.updateTable('operators').set({ role: 'auditor' }).execute(),
  'a later time was seen': (tx) =>
    tx
      .updateTable('instance')
      .set((eb) => ({ time_seen: eb('time_seen', '+', 86_400_000) }))
      .execute(),
  'its time to execute ended': (tx) =>
    tx
      .updateTable('approvals')
      .set((eb) => ({ execute_before: eb('execute_before', '-', 300_000) }))
      .execute(),
  'the lease of its gateway lapsed': (tx) =>
    tx
      .updateTable('gateways')
      .set((eb) => ({ lease_until: eb('lease_until', '-', 86_400_000) }))
      .execute(),
  'it was denied meanwhile': (tx) => tx.updateTable('calls').set({ state: 'revoked' }).execute(),
};

for (const [name, move] of Object.entries(MOVED)) {
  test(`an approved call is not claimed when ${name}`, async (t) => {
    const { db, clock } = await testDatabase(t);
    await db.unit(async (tx) => {
      await insertApprovedCall(tx, clock.now());
      await move(tx);
    });
    assert.equal(await db.unit((tx) => claimApproved(tx, CLAIM)), false);
  });
}
