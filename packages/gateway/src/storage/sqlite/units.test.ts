import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Fault } from '../../kernel/fault.ts';
import type { Database, Tx } from '../database.ts';
import { temporaryDirectory, testDatabase } from '../testing.ts';
import { openSqlite } from './open.ts';

const fault = (code: string) => (error: unknown) => error instanceof Fault && error.code === code;

function addAgent(tx: Tx, name: string) {
  const agent = { id: `agt_${name}`, org: 'default', name, status: 'active', epoch: 0 } as const;
  return tx
    .insertInto('agents')
    .values({ ...agent, tools: 'auto', created_at: 1, stopped_at: null, stopped_by: null })
    .execute();
}

async function agentNames(db: Database): Promise<string[]> {
  const rows = await db.read.selectFrom('agents').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

test('a unit is answered after its commit, so a reader sees what was promised', async (t) => {
  const { db } = await testDatabase(t);
  assert.equal(await db.unit(async (tx) => (await addAgent(tx, 'one')).length), 1);
  assert.deepEqual(await agentNames(db), ['one']);
});

test('a reader never sees a unit that is still open', async (t) => {
  const { db } = await testDatabase(t);
  await db.unit(async (tx) => {
    await addAgent(tx, 'one');
    assert.deepEqual(await agentNames(db), []);
  });
});

test('units queued together run one after another in the order they came', async (t) => {
  const { db } = await testDatabase(t);
  const steps: string[] = [];
  const unit = (name: string) =>
    db.unit(async (tx) => {
      steps.push(`${name} begins`);
      await addAgent(tx, name);
      steps.push(`${name} ends`);
    });
  await Promise.all(['a', 'b', 'c'].map(unit));
  assert.deepEqual(
    steps,
    ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
});

test('units that come while a group gathers share its commit, and an endless stream of them holds nobody up', async (t) => {
  const { db } = await testDatabase(t);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const later = turn()
    .then(() => [db.unit((tx) => addAgent(tx, 'b'))])
    .then(async (units) => turn().then(() => [...units, db.unit((tx) => addAgent(tx, 'c'))]));
  await db.unit((tx) => addAgent(tx, 'a'));
  assert.deepEqual(await agentNames(db), ['a', 'b', 'c']);
  await Promise.all(await later);

  const over = new AbortController();
  let came = 0;
  const streaming = (async () => {
    for (; !over.signal.aborted && came < 500; came += 1) {
      db.unit((tx) => addAgent(tx, `stream-${came}`)).catch(() => undefined);
      await turn();
    }
  })();
  await db.unit((tx) => addAgent(tx, 'z'));
  over.abort();
  await streaming;
  assert.ok(came < 20, `it waited ${came} turns`);
});

test('a unit that throws is undone alone; its neighbours in the same commit stay', async (t) => {
  const { db } = await testDatabase(t);
  const results = await Promise.allSettled([
    db.unit((tx) => addAgent(tx, 'one')),
    db.unit(async (tx) => {
      await addAgent(tx, 'two');
      throw new RangeError('changed its mind');
    }),
    db.unit((tx) => addAgent(tx, 'one')),
    db.unit((tx) => addAgent(tx, 'three')),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(await agentNames(db), ['one', 'three']);
});

test('a unit that waits for something other than the database is refused and undone', async (t) => {
  const { db } = await testDatabase(t);
  const waiting = db.unit(async (tx) => {
    await addAgent(tx, 'slow');
    await new Promise(() => {});
  });
  const next = db.unit((tx) => addAgent(tx, 'next'));
  await assert.rejects(waiting, fault('internal'));
  await next;
  assert.deepEqual(await agentNames(db), ['next']);
});

test('a unit opened inside a unit is refused, not a deadlock', async (t) => {
  const { db } = await testDatabase(t);
  const outer = db.unit(() => db.unit((tx) => addAgent(tx, 'inner')));
  await assert.rejects(outer, fault('internal'));
  await db.unit((tx) => addAgent(tx, 'next'));
  assert.ok((await agentNames(db)).includes('next'));
});

test('a statement after the end of its unit is refused', async (t) => {
  const { db } = await testDatabase(t);
  let kept: Tx | undefined;
  await db.unit(async (tx) => {
    kept = tx;
  });
  assert.ok(kept);
  await assert.rejects(addAgent(kept, 'late'), /has ended/);
  await db.unit(async () => {
    assert.ok(kept);
    await assert.rejects(addAgent(kept, 'late'), /has ended/);
  });
  assert.deepEqual(await agentNames(db), []);
});

test('transactions beside units cannot be opened', async (t) => {
  const { db } = await testDatabase(t);
  const nested = db.unit((tx) => tx.transaction().execute((inner) => inner.selectFrom('agents').execute()));
  await assert.rejects(nested, /Database\.unit/);
});

test('T91 a full disk refuses every unit of the commit, keeps what was durable and still answers reads', async (t) => {
  const { db } = await testDatabase(t);
  await db.unit((tx) => addAgent(tx, 'before'));
  await db.unit((tx) => sql`pragma max_page_count = 1`.execute(tx)); // SQLite holds the file at its size now
  const results = await Promise.allSettled([
    db.unit((tx) => addAgent(tx, 'small')),
    db.unit((tx) => addAgent(tx, 'x'.repeat(100_000))),
    db.unit((tx) => addAgent(tx, 'after')),
  ]);
  for (const result of results) {
    assert.equal(result.status, 'rejected');
    assert.ok(fault('storage_unavailable')(result.reason), String(result.reason));
  }
  assert.deepEqual(await agentNames(db), ['before']);
  await db.unit((tx) => sql`pragma max_page_count = 1000000`.execute(tx));
  await db.unit((tx) => addAgent(tx, 'later'));
  assert.deepEqual(await agentNames(db), ['before', 'later']);
});

test('T91 a unit that swallows "disk full" cannot go on outside its transaction', async (t) => {
  const { db } = await testDatabase(t);
  await db.unit((tx) => sql`pragma max_page_count = 1`.execute(tx));
  const stubborn = db.unit(async (tx) => {
    await addAgent(tx, 'x'.repeat(100_000)).catch(() => {});
    await addAgent(tx, 'anyway');
  });
  await assert.rejects(stubborn, fault('storage_unavailable'));
  assert.deepEqual(await agentNames(db), []);
});

test('T91 a database that cannot be written refuses units with what to do and still answers reads', async (t) => {
  const { db } = await testDatabase(t);
  await db.unit((tx) => addAgent(tx, 'before'));
  await db.unit((tx) => sql`pragma query_only = on`.execute(tx));
  await assert.rejects(
    db.unit((tx) => addAgent(tx, 'one')),
    fault('storage_unavailable'),
  );
  assert.deepEqual(await agentNames(db), ['before']);
});

test('T91 when the system refuses to let the file grow, no unit is promised and the file stays whole', (t) => {
  const path = join(temporaryDirectory(t), 'agentport.db');
  const program = join(import.meta.dirname, 'fixtures', 'fill-disk.ts');
  // SIGXFSZ is ignored by Node, so the write fails with EFBIG, as it would with ENOSPC.
  const run = spawnSync('sh', ['-c', 'ulimit -f 1400; exec "$0" "$@"', process.execPath, program, path], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.equal(run.status, 0, run.stderr);
  const { code, promised, kept, integrity } = JSON.parse(run.stdout);
  assert.deepEqual(
    { code, integrity, kept },
    { code: 'storage_unavailable', integrity: 'ok', kept: promised },
  );
  assert.ok(promised > 0);
});

test('closing finishes the queued units and takes no more', async (t) => {
  const { db, path, clock } = await testDatabase(t);
  const last = db.unit((tx) => addAgent(tx, 'last'));
  const closing = db.close();
  await assert.rejects(
    db.unit((tx) => addAgent(tx, 'too late')),
    fault('shutting_down'),
  );
  await Promise.all([last, closing]);
  const again = await openSqlite({ path, clock });
  assert.deepEqual(await agentNames(again), ['last']);
  await again.close();
});
