import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { testAudit } from '../audit/testing.ts';
import { Fault } from '../kernel/fault.ts';
import { systemRandom } from '../kernel/random.ts';
import type { CallTable } from '../storage/schema/calls.ts';
import { callRow, connectionRow } from '../storage/testing.ts';
import { createVault } from '../vault/index.ts';
import { testKeySource } from '../vault/testing.ts';
import { type EraseWhat, erase } from './erase.ts';
import { DEFAULT_RETENTION } from './settings.ts';
import { sweep } from './sweep.ts';

const DAY_MS = 86_400_000;
const WHY = { actor: 'opr_1', reason: 'asked for by its owner' };
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

async function stage(t: TestContext) {
  const log = await testAudit(t);
  const { db, clock, audit, directory } = log;
  const parts = { db, clock, audit, org: 'default', random: systemRandom };
  const vault = await createVault({ ...parts, keySource: testKeySource(), instance: 'ins_1' });
  await db.unit((tx) => tx.insertInto('connections').values(connectionRow()).execute());
  const call = async (id: string, changes: Partial<CallTable> = {}) => {
    return db.unit(async (tx) => {
      const put = (kind: 'action' | 'result') =>
        vault.payloads.put(tx, {
          org: 'default',
          kind,
          plaintext: Buffer.from(`${kind} of ${id} `.repeat(600)),
        });
      const [action, result] = [await put('action'), await put('result')];
      const row = callRow({
        id,
        state: 'succeeded',
        created_at: clock.now(),
        ...changes,
        action_payload: action.id,
        result_payload: result.id,
      });
      await tx.insertInto('calls').values(row).execute();
      await audit.append(tx, {
        kind: 'call.finished',
        actor: row.agent_id,
        call: id,
        commitments: { args: action.commitment },
      });
      return { action: action.id, result: result.id };
    });
  };
  const sealedOf = async (id: string) =>
    Buffer.from(
      (await db.read.selectFrom('payloads').select('sealed').where('id', '=', id).executeTakeFirstOrThrow())
        .sealed,
    );
  /** Whether any file of the data directory holds a piece of these bytes. */
  const onDisk = (bytes: Buffer) =>
    readdirSync(directory).some((name) => {
      if (!name.startsWith('agentport.db')) return false;
      const file = readFileSync(join(directory, name));
      for (let at = 0; at + 32 <= bytes.length; at += 200)
        if (file.includes(bytes.subarray(at, at + 32))) return true;
      return false;
    });
  const erasures = async () => (await audit.list({ kind: 'payload.erased' })).items.map(({ event }) => event);
  return { ...log, parts, vault, call, sealedOf, onDisk, erasures };
}

const isGone = (error: unknown) => error instanceof Fault && error.code === 'not_found';

test('what is erased is gone from the files, its bytes overwritten; the rest stays and the log verifies', async (t) => {
  const here = await stage(t);
  const [one, two] = [await here.call('cal_1'), await here.call('cal_2')];
  const [erased, kept] = [await here.sealedOf(one.action), await here.sealedOf(two.action)];
  assert.equal(here.onDisk(erased), true);
  assert.deepEqual(await erase(here.parts, { call: 'cal_1' }, WHY), { payloads: 2, days: 0 });

  await assert.rejects(here.vault.payloads.get(one.action), isGone);
  assert.equal(here.onDisk(erased), false);
  assert.equal(here.onDisk(kept), true);
  assert.equal((await here.audit.verify()).ok, true);
  const [entry] = await here.erasures();
  assert.equal(entry?.actor, 'opr_1');
  assert.equal(entry?.call, 'cal_1');
  assert.deepEqual(entry?.details, { what: { call: 'cal_1' }, reason: WHY.reason, payloads: 2 });
});

test('an agent, a day, or everything before a day: that and nothing else', async (t) => {
  const here = await stage(t);
  const first = here.clock.now();
  await here.call('cal_1', { agent_id: 'agt_1' });
  await here.call('cal_2', { agent_id: 'agt_2' });
  here.clock.advance(DAY_MS);
  await here.call('cal_3', { agent_id: 'agt_2' });
  here.clock.advance(DAY_MS);
  await here.call('cal_4', { agent_id: 'agt_1' });
  const left = async () =>
    Number(
      (
        await here.db.read
          .selectFrom('payloads')
          .select(({ fn }) => fn.countAll().as('n'))
          .executeTakeFirst()
      )?.n,
    );
  const rounds: [EraseWhat, number, number][] = [
    [{ agent: 'agt_1' }, 0, 4],
    [{ day: dayOf(first + DAY_MS) }, 1, 2],
    [{ before: dayOf(first + DAY_MS) }, 1, 0],
  ];
  for (const [what, days, rest] of rounds) {
    assert.equal((await erase(here.parts, what, WHY)).days, days, JSON.stringify(what));
    assert.equal(await left(), rest, JSON.stringify(what));
  }
  assert.equal((await here.audit.verify()).ok, true);
});

test('nothing is erased while a call among them is open', async (t) => {
  for (const state of ['pending', 'approved', 'executing', 'outcome_unknown'] as const) {
    const here = await stage(t);
    const kept = await here.call('cal_1', { state });
    for (const what of [{ call: 'cal_1' }, { agent: 'agt_1' }, { day: dayOf(here.clock.now()) }]) {
      await assert.rejects(
        erase(here.parts, what, WHY),
        (error) =>
          error instanceof Fault &&
          error.code === 'invalid_request' &&
          /1 of these calls is open/.test(error.message),
      );
    }
    assert.ok(await here.vault.payloads.get(kept.action));
    await here.db.close();
  }
});

test('a result that was waiting counts as handed out', async (t) => {
  const here = await stage(t);
  await here.call('cal_1');
  await erase(here.parts, { call: 'cal_1' }, WHY);
  const row = await here.db.read.selectFrom('calls').selectAll().executeTakeFirst();
  assert.equal(row?.result_payload, null);
});

test('a day that is no day is refused', async (t) => {
  const here = await stage(t);
  for (const day of ['2026-13-01', 'yesterday', '2026-11-21; drop'])
    await assert.rejects(erase(here.parts, { day }, WHY), /2026-11-21/);
});

test('what cannot be recorded is not erased', async (t) => {
  const here = await stage(t);
  const { action } = await here.call('cal_1');
  const audit = {
    append: async () => {
      throw new Error('no space');
    },
  };
  await assert.rejects(erase({ ...here.parts, audit }, { call: 'cal_1' }, WHY), /no space/);
  assert.ok(await here.vault.payloads.get(action));
});

test('the sweep takes results after a day, whole days after ninety, and leaves what is open', async (t) => {
  const here = await stage(t);
  const [done, open] = [await here.call('cal_1'), await here.call('cal_2', { agent_id: 'agt_2' })];
  const at = (ms: number) => sweep(here.parts, DEFAULT_RETENTION, here.clock.now() + ms);
  assert.deepEqual(await at(DAY_MS - 1), { results: 0, days: 0, rows: 0 });
  assert.deepEqual(await at(DAY_MS + 1), { results: 2, days: 0, rows: 0 });
  assert.ok(await here.vault.payloads.get(done.action));
  assert.deepEqual(await at(92 * DAY_MS), { results: 0, days: 1, rows: 0 });
  await assert.rejects(here.vault.payloads.get(open.action), isGone);
  assert.equal((await here.audit.verify()).ok, true);
  assert.ok((await here.erasures()).every(({ actor }) => actor === 'system:retention'));

  await here.call('cal_3', { state: 'outcome_unknown', agent_id: 'agt_3' });
  assert.equal((await at(92 * DAY_MS)).days, 0);
});

test('a sweep deletes sign-ins, setup links and tokens that ended long ago, and no others', async (t) => {
  const here = await stage(t);
  const now = here.clock.now();
  const signIn = (id: string, ended_at: number | null) => ({
    id,
    org: 'default',
    operator_id: 'opr_1',
    token_sha256: id,
    csrf_sha256: id,
    step_up_until: 0,
    address: null,
    user_agent: null,
    created_at: now,
    expires_at: now + DAY_MS,
    absolute_expires_at: now + DAY_MS,
    ended_at,
  });
  await here.db.unit(async (tx) => {
    await tx
      .insertInto('operators')
      .values({
        id: 'opr_1',
        org: 'default',
        email: 'ada@example.com',
        name: 'Ada',
        role: 'owner',
        status: 'active',
        password_hash: 'x',
        totp_sealed: null,
        totp_step: 0,
        created_at: now,
      })
      .execute();
    await tx
      .insertInto('sign_ins')
      .values([signIn('old', now - 31 * DAY_MS), signIn('new', null)])
      .execute();
    const link = { org: 'default', created_at: now, used_at: null };
    await tx
      .insertInto('setup_links')
      .values([
        { ...link, token_sha256: 'old', expires_at: now - 31 * DAY_MS },
        { ...link, token_sha256: 'new', expires_at: now },
      ])
      .execute();
  });
  assert.equal((await sweep(here.parts, DEFAULT_RETENTION, now)).rows, 2);
  assert.deepEqual(await here.db.read.selectFrom('sign_ins').select('id').execute(), [{ id: 'new' }]);
  assert.deepEqual(await here.db.read.selectFrom('setup_links').select('token_sha256').execute(), [
    { token_sha256: 'new' },
  ]);
});
