import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { joinCluster, sequencingOf } from '../cluster/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { type Database, openPostgres, parseDatabaseUrl } from '../storage/index.ts';
import { dropSchema, newSchemaUrl } from '../storage/postgres/testing.ts';
import { temporaryDirectory } from '../storage/testing.ts';
import { type Audit, createAudit } from './audit.ts';
import { plainSealer, refund } from './testing.ts';

const CHILD = join(import.meta.dirname, 'fixtures', 'sequence-until.ts');
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const newId = idFactory(systemClock, systemRandom);

/** Logs to close before their database. */
const opened = new WeakMap<Database, Audit[]>();

async function schema(t: TestContext): Promise<{ db: Database; url: string }> {
  const url = await newSchemaUrl();
  const db = await openPostgres({ location: parseDatabaseUrl(url) });
  t.after(async () => {
    await Promise.all((opened.get(db) ?? []).map((log) => log.close()));
    await db.close();
    await dropSchema(url);
  });
  return { db, url };
}

/** One gateway's log on a shared database, with a witness of its own. */
async function gatewayLog(t: TestContext, db: Database, gateway: string): Promise<Audit> {
  const parts = { db, clock: systemClock, logger: quiet, newId };
  const cluster = await joinCluster({ ...parts, gateway });
  const shared = { sealer: plainSealer, sequencing: sequencingOf(cluster) };
  const witnessDir = join(temporaryDirectory(t), 'witness');
  const log = await createAudit({ ...parts, random: systemRandom, witnessDir, shared });
  opened.set(db, [...(opened.get(db) ?? []), log]);
  return log;
}

const append = (log: Audit, db: Database, number: number) => db.unit((tx) => log.append(tx, refund(number)));

test('a sequencer killed at any step loses, doubles and reorders no entry', {
  timeout: 120_000,
}, async (t) => {
  const { db, url } = await schema(t);
  const log = await gatewayLog(t, db, 'gtw_a');
  const appended: string[] = [];
  for (const where of ['1', '2', '3', '4', '5', '6', '7', 'after']) {
    // the survivor gives its turn to the one that is killed
    await db.unit((tx) => tx.deleteFrom('duties').execute());
    await db.unit((tx) =>
      tx.updateTable('gateways').set({ lease_until: 1 }).where('id', '=', 'gtw_killed').execute(),
    );
    for (let number = 0; number < 5; number++) {
      await db.unit(async (tx) => {
        const { id } = await log.append(tx, refund(appended.length));
        appended.push(id);
      });
    }
    const child = spawn(process.execPath, [CHILD, url, where]);
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    const [code, signal] = await once(child, 'close');
    assert.ok(signal === 'SIGKILL' || /^not killed/.test(said), `${where}: ${code} ${signal} ${said}`);
    await db.unit((tx) =>
      tx.updateTable('gateways').set({ lease_until: 1 }).where('id', '=', 'gtw_killed').execute(),
    );
  }
  const found = (await log.tail(0, 500)).map(({ event }) => event.id);
  assert.deepEqual(found, appended);
  await log.checkpoint();
  const { ok, waiting, size } = await log.verify();
  assert.deepEqual({ ok, waiting, size }, { ok: true, waiting: 0, size: appended.length });
});

test('an entry that commits late, behind others with larger numbers, still gets its place', async (t) => {
  const { db } = await schema(t);
  const log = await gatewayLog(t, db, 'gtw_a');
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let wrote: () => void = () => undefined;
  const written = new Promise<void>((resolve) => {
    wrote = resolve;
  });
  const late = db.unit(async (tx) => {
    const { id } = await log.append(tx, refund(1));
    wrote();
    await held;
    return id;
  });
  await written;
  const { id: early } = await append(log, db, 2);
  assert.deepEqual(
    (await log.tail(0)).map(({ event }) => event.id),
    [early],
  );
  letGo();
  const id = await late;
  assert.deepEqual(
    (await log.tail(0)).map(({ event }) => event.id),
    [early, id],
  );
  assert.equal((await log.verify()).ok, true);
});

test('three gateways that append at once make one dense log, and each witnesses it', {
  timeout: 60_000,
}, async (t) => {
  const { db } = await schema(t);
  const logs: Audit[] = [];
  for (const name of ['gtw_a', 'gtw_b', 'gtw_c']) logs.push(await gatewayLog(t, db, name));
  const entries = await Promise.all(
    Array.from({ length: 300 }, (_, number) => append(logs[number % 3] as Audit, db, number)),
  );
  for (const log of logs) await log.checkpoint();
  for (const log of logs) {
    const { ok, size, witnessChecked } = await log.verify();
    assert.deepEqual({ ok, size, witnessChecked }, { ok: true, size: 300, witnessChecked: true });
  }
  const found = (await (logs[0] as Audit).tail(0, 500)).map(({ event }) => event.id);
  assert.equal(found.length, 300);
  assert.deepEqual(new Set(found), new Set(entries.map(({ id }) => id)));
});

test('an entry that was changed while it waited is named by verify', async (t) => {
  const { db } = await schema(t);
  const log = await gatewayLog(t, db, 'gtw_a');
  await db.unit((tx) =>
    tx
      .insertInto('audit_inbox')
      .values({
        ...{
          id: 'evt_forged',
          org: 'default',
          kind: 'call.executing',
          call_id: 'cal_1',
          agent_id: null,
          at: 1,
        },
        entry: Buffer.from('{"id":"evt_other","v":1}'),
      })
      .execute(),
  );
  // nobody may move it meanwhile
  await db.unit((tx) =>
    tx.insertInto('duties').values({ name: 'sequencer', gateway_id: 'gtw_b', gateway_epoch: 1 }).execute(),
  );
  await db.unit((tx) =>
    tx
      .insertInto('gateways')
      .values({ id: 'gtw_b', epoch: 1, lease_until: Date.now() + 60_000, registered_at: 1 })
      .execute(),
  );
  const { ok, problem } = await log.verify();
  assert.deepEqual([ok, problem?.code], [false, 'modified']);
});
