import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { openSqlite, openSqliteReader } from '../storage/index.ts';
import { temporaryDirectory, testClock } from '../storage/testing.ts';
import { createAudit } from './audit.ts';
import { Frontier, leafHash } from './merkle.ts';
import { fill, tamper, testAudit } from './testing.ts';
import { exitCode, type Verification } from './verification.ts';
import { verifyDatabase } from './verify.ts';
import { readTrust, type Trust, witnessFiles } from './witness.ts';

const SIZE = 60;
const clock = testClock();

interface ClosedLog {
  readonly trust: Trust;
  /** a fresh copy of the database file, changed as the statements say */
  copy(...statements: readonly string[]): string;
  check(...statements: readonly string[]): Promise<Verification>;
}

/** A log of sixty entries with a checkpoint after every seven, closed, and copies of it to damage. */
async function closedLog(t: TestContext, size = SIZE): Promise<ClosedLog> {
  const log = await testAudit(t);
  await fill(log, size);
  await log.audit.close();
  await log.db.close();
  const trust = log.trust();
  let copies = 0;
  const copy = (...statements: readonly string[]) => {
    const path = join(log.directory, `copy-${copies++}.db`);
    copyFileSync(log.path, path);
    if (statements.length > 0) tamper(path, ...statements);
    return path;
  };
  const check = async (...statements: readonly string[]) => {
    const path = copy(...statements);
    const result = await verifyDatabase(path, trust, clock);
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return result;
  };
  return { trust, copy, check };
}

function found({ problem, ok }: Verification): { code: string; index: number | null | undefined } {
  return { code: ok ? 'ok' : (problem?.code ?? 'ok'), index: problem?.index };
}

test('an untouched log is found right, also as a copy, without key or witness', async (t) => {
  const log = await closedLog(t);
  const whole = await log.check();
  assert.deepEqual(found(whole), { code: 'ok', index: undefined });
  assert.deepEqual([whole.size, whole.signaturesChecked, whole.witnessChecked], [SIZE, true, true]);
  assert.equal(exitCode(whole), 0);
  const bare = await verifyDatabase(log.copy(), { verifier: null, witness: null }, clock);
  assert.deepEqual([bare.ok, bare.signaturesChecked, bare.witnessChecked], [true, false, false]);
});

test('T89 one flipped bit in any entry is found and named', async (t) => {
  const log = await closedLog(t);
  const path = log.copy();
  tamper(path);
  const file = new DatabaseSync(path);
  t.after(() => file.close());
  const put = file.prepare('update audit_entries set entry = ? where leaf_index = ?');
  const get = file.prepare('select entry from audit_entries where leaf_index = ?');
  for (let round = 0; round < 1_000; round++) {
    const index = round % SIZE;
    const original = get.get(index)?.entry as Uint8Array;
    const changed = Buffer.from(original);
    const at = Math.floor(Math.random() * changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << (round % 8));
    put.run(changed, index);
    const result = await verifyDatabase(path, log.trust, clock);
    assert.deepEqual(found(result), { code: 'modified', index }, `byte ${at} of entry ${index}`);
    assert.equal(exitCode(result), 2);
    put.run(original, index);
  }
});

test('T89 a deleted, inserted or reordered entry is found and named', async (t) => {
  const { check } = await closedLog(t);
  const swap = (column: string) =>
    `update audit_entries set ${column} = (select e.${column} from audit_entries e where e.leaf_index = 33 - audit_entries.leaf_index)
     where leaf_index in (16, 17)`;
  const deleted = await check('delete from audit_entries where leaf_index = 20');
  assert.deepEqual(found(deleted), { code: 'missing', index: 20 });
  assert.equal(exitCode(deleted), 3);
  const closedUp = await check(
    'delete from audit_entries where leaf_index = 20',
    `create temp table moved as select * from audit_entries where leaf_index > 20`,
    'delete from audit_entries where leaf_index > 20',
    'insert into audit_entries select leaf_index - 1, id, org, kind, call_id, agent_id, at, entry, leaf_hash from moved',
  );
  assert.deepEqual(found(closedUp), { code: 'modified', index: 20 });
  assert.deepEqual(found(await check(swap('entry'))), { code: 'modified', index: 16 });
  const inserted = await check(
    `insert into audit_entries select ${SIZE}, id || 'x', org, kind, call_id, agent_id, at, entry, leaf_hash
     from audit_entries where leaf_index = 3`,
  );
  assert.equal(inserted.ok, false);
});

test('T89 an entry rewritten together with its own hash is found within its pair', async (t) => {
  const { copy, trust } = await closedLog(t);
  for (const index of [0, 13, 30, 57]) {
    const path = copy();
    rewrite(path, index);
    const result = await verifyDatabase(path, trust, clock);
    assert.deepEqual(found(result), { code: 'modified', index: index - (index % 2) });
  }
});

test('T89 an entry rewritten with every hash over it is found between two checkpoints', async (t) => {
  const { copy, trust } = await closedLog(t);
  const path = copy();
  rewrite(path, 30);
  rebuildNodes(path);
  assert.deepEqual(found(await verifyDatabase(path, trust, clock)), { code: 'modified', index: 28 });
  tamper(path, 'delete from audit_checkpoints where size > 21');
  const result = await verifyDatabase(path, trust, clock);
  assert.deepEqual(found(result), { code: 'forked', index: 21 });
  assert.equal(exitCode(result), 5);
});

test('T89 a log rebuilt and signed with another key is found by its first foreign checkpoint', async (t) => {
  const log = await closedLog(t);
  const foreign = await closedLog(t);
  const result = await verifyDatabase(foreign.copy(), { ...log.trust, witness: null }, clock);
  assert.deepEqual(found(result), { code: 'bad_signature', index: 7 });
  assert.equal(exitCode(result), 6);
  const witnessed = await verifyDatabase(
    foreign.copy(),
    { ...foreign.trust, witness: log.trust.witness },
    clock,
  );
  assert.equal(witnessed.problem?.code, 'bad_signature');
});

test('T89 a changed checkpoint is found', async (t) => {
  const { check } = await closedLog(t);
  const note = await check(`update audit_checkpoints set note = replace(note, 'a', 'b') where size = 14`);
  assert.deepEqual(found(note), { code: 'bad_signature', index: 14 });
  const root = await check(`update audit_checkpoints set root_hash = x'00' where size = 14`);
  assert.deepEqual(found(root), { code: 'modified', index: 14 });
});

test('T89 a changed or missing tree node is found over its entries', async (t) => {
  const { check } = await closedLog(t);
  const changed = await check(`update audit_nodes set hash = x'00' where level = 2 and "index" = 3`);
  assert.deepEqual(found(changed), { code: 'modified', index: 12 });
  const missing = await check(`delete from audit_nodes where level = 1 and "index" = 9`);
  assert.deepEqual(found(missing), { code: 'missing', index: 18 });
});

test('T89 an entry hidden from searches by its look-up columns is found', async (t) => {
  const { check } = await closedLog(t);
  for (const change of [
    `kind = 'log.verified'`,
    `agent_id = null`,
    `call_id = 'x'`,
    'at = 1',
    `org = 'x'`,
    `id = 'x'`,
  ]) {
    const result = await check(`update audit_entries set ${change} where leaf_index = 40`);
    assert.deepEqual(found(result), { code: 'modified', index: 40 }, change);
  }
});

test('T89 truncation at every entry is found: entries alone as missing, the whole tail as rolled back', async (t) => {
  const { check } = await closedLog(t);
  for (let kept = 0; kept < SIZE; kept++) {
    const cut = `delete from audit_entries where leaf_index >= ${kept}`;
    assert.deepEqual(found(await check(cut)), { code: 'missing', index: kept });
    const whole = await check(
      cut,
      `delete from audit_nodes where ("index" + 1) * (1 << level) > ${kept}`,
      `delete from audit_checkpoints where size > ${kept}`,
    );
    assert.deepEqual(found(whole), { code: 'rolled_back', index: kept });
    assert.equal(exitCode(whole), 4);
  }
});

test('T89 a database damaged at any byte is reported, or its log is exactly as it was', async (t) => {
  const log = await closedLog(t);
  const path = log.copy();
  const original = readFileSync(path);
  const entries = await entriesOf(path);
  for (let round = 0; round < 400; round++) {
    const changed = Buffer.from(original);
    const at = Math.floor(Math.random() * changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 + Math.floor(Math.random() * 255));
    writeFileSync(path, changed);
    const result = await verifyDatabase(path, log.trust, clock);
    if (result.ok) assert.deepEqual(await entriesOf(path), entries, `byte ${at}`);
    else assert.ok(exitCode(result) >= 2 && exitCode(result) <= 7);
  }
});

test('T89 a database cut to any length is reported, or its log is exactly as it was', async (t) => {
  const log = await closedLog(t);
  const path = log.copy();
  const original = readFileSync(path);
  const entries = await entriesOf(path);
  for (let round = 0; round < 300; round++) {
    const length = round === 0 ? 0 : Math.floor(Math.random() * original.length);
    writeFileSync(path, original);
    truncateSync(path, length);
    const result = await verifyDatabase(path, log.trust, clock);
    if (result.ok) assert.deepEqual(await entriesOf(path), entries, `length ${length}`);
    else assert.ok(exitCode(result) >= 2 && exitCode(result) <= 7);
  }
});

test('a file that is missing or no database is unreadable, not an exception', async (t) => {
  const log = await closedLog(t, 3);
  const directory = temporaryDirectory(t);
  const path = join(directory, 'not.db');
  writeFileSync(path, 'not a database'.repeat(100));
  for (const file of [path, join(directory, 'absent.db')]) {
    const result = await verifyDatabase(file, log.trust, clock);
    assert.deepEqual(found(result).code, 'unreadable');
    assert.equal(exitCode(result), 7);
  }
});

test('a read-only copy on read-only ground can be verified', async (t) => {
  const log = await closedLog(t, 10);
  const directory = temporaryDirectory(t);
  const path = join(directory, 'copy.db');
  copyFileSync(log.copy(), path);
  chmodSync(path, 0o400);
  chmodSync(directory, 0o500);
  const { ok } = await verifyDatabase(path, log.trust, clock);
  chmodSync(directory, 0o700);
  assert.equal(ok, true);
});

test('a log that grows while it is verified is found right', async (t) => {
  const log = await testAudit(t);
  await fill(log, 1_500, 500);
  const verifying = log.audit.verify();
  const growing = fill(log, 300, 50);
  assert.equal((await verifying).ok, true);
  await growing;
  assert.equal((await log.audit.verify()).size, 1_800);
});

test('after kill -9 in full flight the log is right and holds every promised entry', {
  timeout: 60_000,
}, async (t) => {
  for (let round = 0; round < 3; round++) {
    const path = join(temporaryDirectory(t), 'agentport.db');
    const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'append.ts'), path]);
    t.after(() => child.kill('SIGKILL'));
    const promised = await promisedUntilKilled(child, 200 + round * 400);
    const db = await openSqlite({ path, clock });
    t.after(() => db.close());
    const witness = witnessFiles(join(path, '..', 'witness'));
    const log = await testAudit(t);
    const audit = await createAudit({ ...log.deps, db, witnessDir: witness.dir });
    assert.equal(audit.standing(), 'intact');
    const result = await audit.verify();
    assert.deepEqual(found(result), { code: 'ok', index: undefined });
    assert.ok(result.size > promised, `${result.size} entries, the last promised one was ${promised}`);
    assert.ok(readTrust(witness).witness);
  }
});

/** @returns the largest index that was promised before the child was killed, once it had promised `count` */
function promisedUntilKilled(child: ChildProcess, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk) => {
      printed += chunk;
      if (printed.split('\n').length > count) child.kill('SIGKILL');
    });
    child.stderr?.on('data', (chunk) => reject(new Error(String(chunk))));
    child.on('close', () => {
      const complete = printed.slice(0, printed.lastIndexOf('\n')).split('\n').map(Number);
      resolve(Math.max(...complete));
    });
  });
}

async function entriesOf(path: string): Promise<string[]> {
  const { read, close } = openSqliteReader({ path, clock });
  try {
    const rows = await read.selectFrom('audit_entries').selectAll().orderBy('leaf_index').execute();
    return rows.map((row) => `${row.leaf_index} ${row.kind} ${row.call_id} ${Buffer.from(row.entry)}`);
  } finally {
    close();
  }
}

/** Changes an entry and gives it the right leaf hash. */
function rewrite(path: string, index: number): void {
  tamper(path);
  const file = new DatabaseSync(path);
  const entry = file.prepare('select entry from audit_entries where leaf_index = ?').get(index)?.entry;
  const changed = Buffer.from(
    Buffer.from(entry as Uint8Array)
      .toString()
      .replace('192.0.2.7', '192.0.2.8'),
  );
  file
    .prepare('update audit_entries set entry = ?, leaf_hash = ? where leaf_index = ?')
    .run(changed, leafHash(changed), index);
  file.close();
}

function rebuildNodes(path: string): void {
  const file = new DatabaseSync(path);
  file.exec('delete from audit_nodes');
  let frontier = Frontier.empty;
  for (const row of file.prepare('select leaf_hash from audit_entries order by leaf_index').all()) {
    const grown = frontier.append(row.leaf_hash as Uint8Array);
    frontier = grown.frontier;
    for (const { level, index, hash } of grown.completed) {
      file.prepare('insert into audit_nodes values (?, ?, ?)').run(level, index, hash);
    }
  }
  file.close();
}
