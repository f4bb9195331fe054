import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openSqliteReader } from '../storage/index.ts';
import { testClock } from '../storage/testing.ts';
import { leavesOf } from './leaf-threads.ts';
import { type LeafPage, type Leaves, leavesHere } from './leaves.ts';
import { fill, tamper, testAudit } from './testing.ts';

const SIZE = 60;
const PAGE = 8;

async function closedLog(t: TestContext): Promise<(...statements: readonly string[]) => string> {
  const log = await testAudit(t);
  await fill(log, SIZE);
  await log.audit.close();
  await log.db.close();
  let copies = 0;
  return (...statements) => {
    const path = join(log.directory, `copy-${copies++}.db`);
    copyFileSync(log.path, path);
    if (statements.length > 0) tamper(path, ...statements);
    return path;
  };
}

/** Every page up to the first that is not right. */
async function all(leaves: Leaves): Promise<Pick<LeafPage, 'found'> & { hashes: string }> {
  let hashes = '';
  for (let from = 0; from < SIZE; from += PAGE) {
    const page = await leaves.read(from, Math.min(PAGE, SIZE - from));
    hashes += Buffer.from(page.hashes).toString('hex');
    if (page.found !== null) return { hashes, found: page.found };
  }
  return { hashes, found: null };
}

test('threads read the same from a log, and find the same wrong, as one reader alone', async (t) => {
  const copy = await closedLog(t);
  for (const damage of [
    [],
    ["update audit_entries set entry = cast(entry || ' ' as blob) where leaf_index = 13"],
    ["update audit_entries set kind = 'stop.all' where leaf_index = 59"],
    ['delete from audit_entries where leaf_index = 30'],
    ['delete from audit_entries where leaf_index between 16 and 40'],
  ]) {
    const path = copy(...damage);
    const reader = openSqliteReader({ path, clock: testClock() });
    const threads = leavesOf(path, PAGE);
    try {
      const alone = await all({ ...leavesHere(reader.read), page: PAGE });
      assert.deepEqual(await all(threads), alone, damage.join());
      assert.equal(alone.found === null, damage.length === 0);
    } finally {
      await threads.close();
      reader.close();
    }
  }
});

test('a log that the threads cannot open or read fails, and is not taken for an empty one', async (t) => {
  const copy = await closedLog(t);
  const absent = leavesOf(join(copy(), '..', 'absent.db'), PAGE);
  t.after(() => absent.close());
  await assert.rejects(absent.read(0, PAGE));
  const unreadable = leavesOf(copy('drop table audit_entries'), PAGE);
  t.after(() => unreadable.close());
  await assert.rejects(unreadable.read(0, PAGE), /no such table/);
});
