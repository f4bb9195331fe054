import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Fault } from '../kernel/fault.ts';
import { openSqlite } from '../storage/index.ts';
import { createAudit } from './audit.ts';
import { parseCheckpoint } from './checkpoint.ts';
import type { AuditKind } from './kinds.ts';
import { fill, refund, type TestAudit, testAudit } from './testing.ts';

const fault = (code: string) => (error: unknown) => error instanceof Fault && error.code === code;

async function indexes({ audit }: TestAudit): Promise<number[]> {
  return (await audit.tail(0, 500)).map(({ index }) => index);
}

test('an entry and what it reports become durable together or not at all', async (t) => {
  const log = await testAudit(t);
  const { audit, db } = log;
  const undone = db.unit(async (tx) => {
    await sql`update orgs set policy_version = 9`.execute(tx);
    await audit.append(tx, refund(1));
    throw new RangeError('changed its mind');
  });
  await assert.rejects(undone, /changed its mind/);
  assert.deepEqual(await indexes(log), []);
  const org = await db.read.selectFrom('orgs').select('policy_version').executeTakeFirstOrThrow();
  assert.equal(org.policy_version, 0);
});

test('indexes are dense and the tree stays right when units of one commit are undone', async (t) => {
  const log = await testAudit(t);
  const { audit, db } = log;
  for (let round = 0; round < 12; round++) {
    await Promise.allSettled(
      Array.from({ length: 9 }, (_, unit) =>
        db.unit(async (tx) => {
          await audit.append(tx, refund(unit));
          if (unit % 4 === 1) await audit.append(tx, refund(unit));
          if ((unit + round) % 3 === 0) throw new RangeError('undone');
        }),
      ),
    );
  }
  const found = await indexes(log);
  assert.deepEqual(
    found,
    found.map((_, index) => index),
  );
  await audit.checkpoint();
  const { ok, size, problem } = await audit.verify();
  assert.deepEqual({ ok, size, problem }, { ok: true, size: found.length, problem: undefined });
});

test('T91 a commit that fails leaves a log that goes on rightly', async (t) => {
  const { audit, db } = await testAudit(t);
  await db.unit((tx) => audit.append(tx, refund(1)));
  await db.unit((tx) => sql`pragma max_page_count = 1`.execute(tx));
  const full = Array.from({ length: 40 }, (_, index) =>
    db.unit((tx) => audit.append(tx, refund(index, { details: { text: 'x'.repeat(4_000) } }))),
  );
  for (const result of await Promise.allSettled(full)) {
    assert.ok(result.status === 'rejected' && fault('storage_unavailable')(result.reason));
  }
  await db.unit((tx) => sql`pragma max_page_count = 1000000`.execute(tx));
  const { index } = await db.unit((tx) => audit.append(tx, refund(2)));
  assert.equal(index, 1);
  assert.equal((await audit.verify()).ok, true);
});

test('an unknown kind and an entry that carries content are refused, and so is what they report', async (t) => {
  const { audit, db } = await testAudit(t);
  await assert.rejects(
    db.unit((tx) => audit.append(tx, refund(1, { kind: 'call.invented' as AuditKind }))),
    fault('internal'),
  );
  await assert.rejects(
    db.unit((tx) => audit.append(tx, refund(1, { details: { text: 'x'.repeat(20_000) } }))),
    fault('internal'),
  );
});

test('the log cannot be changed or shortened by a statement of ours', async (t) => {
  const log = await testAudit(t);
  await fill(log, 3);
  for (const statement of [
    `update audit_entries set kind = 'agent.created'`,
    'delete from audit_entries',
    'update audit_nodes set level = 2',
    'delete from audit_checkpoints',
  ]) {
    await assert.rejects(
      log.db.unit((tx) => sql.raw(statement).execute(tx)),
      /are_never_/,
    );
  }
});

test('a checkpoint is signed a second after an entry, and after a thousand entries', async (t) => {
  const { audit, db, clock, files } = await testAudit(t);
  const witnessed = () => parseCheckpoint(readFileSync(files.file, 'utf8'))?.size;
  assert.equal(witnessed(), 0);
  await db.unit((tx) => audit.append(tx, refund(1)));
  clock.advance(999);
  assert.equal(witnessed(), 0);
  clock.advance(1);
  await t.waitFor(() => assert.equal(witnessed(), 1));

  await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => db.unit((tx) => audit.append(tx, refund(index)))),
  );
  clock.advance(0);
  await t.waitFor(() => assert.equal(witnessed(), 1_001));
});

test('closing signs the last entries', async (t) => {
  const { audit, db, files, deps } = await testAudit(t);
  await db.unit((tx) => audit.append(tx, refund(1)));
  await audit.close();
  assert.equal(parseCheckpoint(readFileSync(files.file, 'utf8'))?.size, 1);
  assert.equal((await createAudit(deps)).standing(), 'intact');
});

test('a first start that was cut short after the key was made goes on with that key', async (t) => {
  const { files, deps } = await testAudit(t);
  const key = readFileSync(join(files.dir, 'key.pem'), 'utf8');
  for (const file of ['checkpoint', 'verifier']) rmSync(join(files.dir, file));
  const audit = await createAudit(deps);
  assert.equal(audit.standing(), 'intact');
  assert.equal(readFileSync(join(files.dir, 'key.pem'), 'utf8'), key);
  await deps.db.unit((tx) => audit.append(tx, refund(1)));
  await audit.checkpoint();
  assert.equal((await audit.verify()).witnessChecked, true);
});

test('a witness that cannot be written is reported, and written once it can be', async (t) => {
  const { audit, db, files } = await testAudit(t);
  await db.unit((tx) => audit.append(tx, refund(1)));
  mkdirSync(`${files.file}.new`);
  await assert.rejects(audit.checkpoint(), fault('storage_unavailable'));
  rmdirSync(`${files.file}.new`);
  assert.equal(parseCheckpoint(await audit.checkpoint())?.size, 1);
});

test('the signing key is made once, for its owner only, and a wider one is refused', async (t) => {
  const { files, deps } = await testAudit(t);
  const key = join(files.dir, 'key.pem');
  assert.equal(statSync(key).mode & 0o777, 0o600);
  assert.equal(statSync(files.dir).mode & 0o777, 0o700);
  const before = readFileSync(key, 'utf8');
  await createAudit(deps);
  assert.equal(readFileSync(key, 'utf8'), before);
  chmodSync(key, 0o644);
  await assert.rejects(createAudit(deps), fault('unsafe_permissions'));
});

test('T90 a restored older database is noticed, nothing is appended, and a person may accept it', async (t) => {
  const log = await testAudit(t);
  await fill(log, 5);
  const copy = `${log.path}.backup`;
  await backup(log, copy);
  await fill(log, 20);
  await log.audit.close();
  await log.db.close();

  restore(log, copy);
  const db = await openSqlite({ path: log.path, clock: log.clock });
  t.after(() => db.close());
  const audit = await createAudit({ ...log.deps, db });
  assert.equal(audit.standing(), 'rolled_back');
  await assert.rejects(
    db.unit((tx) => audit.append(tx, refund(1))),
    fault('read_only'),
  );
  await assert.rejects(audit.checkpoint(), fault('read_only'));
  const { ok, problem } = await audit.verify();
  assert.deepEqual(
    { ok, code: problem?.code, index: problem?.index },
    { ok: false, code: 'rolled_back', index: 5 },
  );

  await audit.accept('local-administrator');
  assert.equal(audit.standing(), 'intact');
  const [accepted] = (await audit.list({ kind: 'log.accepted' })).items;
  assert.deepEqual(accepted?.event.details?.witness_size, 25);
  await db.unit((tx) => audit.append(tx, refund(2)));
  assert.equal((await audit.verify()).ok, true);
  assert.equal((await createAudit({ ...log.deps, db })).standing(), 'intact');
});

test('T90 a restored database that was appended to past its witness is another history', async (t) => {
  const log = await testAudit(t);
  await fill(log, 5);
  const copy = `${log.path}.backup`;
  await backup(log, copy);
  await fill(log, 20);
  await log.audit.close();
  await log.db.close();

  restore(log, copy);
  const db = await openSqlite({ path: log.path, clock: log.clock });
  t.after(() => db.close());
  const elsewhere = await createAudit({ ...log.deps, db, witnessDir: join(log.directory, 'elsewhere') });
  await elsewhere.accept('local-administrator');
  for (let number = 0; number < 30; number++) await db.unit((tx) => elsewhere.append(tx, refund(number)));
  assert.equal((await createAudit({ ...log.deps, db })).standing(), 'forked');
});

test('T89 a new database beside an old witness is another history', async (t) => {
  const log = await testAudit(t);
  await fill(log, 3);
  await log.audit.close();
  await log.db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(log.path + suffix, { force: true });
  const db = await openSqlite({ path: log.path, clock: log.clock });
  t.after(() => db.close());
  assert.equal((await createAudit({ ...log.deps, db })).standing(), 'forked');
});

test('T89 a lost key or witness is not quietly replaced', async (t) => {
  for (const lost of ['key.pem', 'checkpoint']) {
    const log = await testAudit(t);
    await fill(log, 3);
    await log.audit.close();
    rmSync(join(log.files.dir, lost));
    const audit = await createAudit(log.deps);
    assert.equal(audit.standing(), 'unwitnessed');
    await assert.rejects(
      log.db.unit((tx) => audit.append(tx, refund(1))),
      fault('read_only'),
    );
  }
});

test('T89 a damaged witness is not believed', async (t) => {
  const log = await testAudit(t);
  await fill(log, 3);
  await log.audit.close();
  const note = readFileSync(log.files.file, 'utf8');
  writeFileSync(log.files.file, note.replace('\n3\n', '\n2\n'));
  assert.equal((await createAudit(log.deps)).standing(), 'unwitnessed');
});

test('T89 a database rewritten under the running gateway is not signed, and appending ends', async (t) => {
  const log = await testAudit(t);
  await fill(log, 4);
  await log.db.unit(async (tx) => {
    await sql`drop trigger audit_nodes_are_never_changed`.execute(tx);
    await sql`update audit_nodes set hash = x'00' where level = 2`.execute(tx);
  });
  await log.db.unit((tx) => log.audit.append(tx, refund(5)));
  await assert.rejects(log.audit.checkpoint(), fault('log_damaged'));
  assert.equal(log.audit.standing(), 'forked');
  await assert.rejects(
    log.db.unit((tx) => log.audit.append(tx, refund(6))),
    fault('read_only'),
  );
});

async function backup({ db }: TestAudit, to: string): Promise<void> {
  await sql`vacuum into ${to}`.execute(db.read);
}

function restore({ path }: TestAudit, from: string): void {
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  copyFileSync(from, path);
  chmodSync(path, 0o600);
}
