import type { Kysely } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import { locksRows, openSqliteReader } from '../storage/index.ts';
import type { Schema } from '../storage/schema.ts';
import { LogChecker, problem } from './checker.ts';
import { selectWaiting, type Waiting } from './inbox.ts';
import { leavesOf } from './leaf-threads.ts';
import { columnsMatch, type Leaves, leavesHere } from './leaves.ts';
import type { Frontier, TreeNode } from './merkle.ts';
import { checkpointsBetween, lastCheckpoint, leavesCovered, logSize, nodesWithin } from './store.ts';
import type { Problem, Verification } from './verification.ts';
import type { Trust } from './witness.ts';

const PAGE = 1_024;
const HASH_BYTES = 32;
/** From here on it pays to start threads. */
const LONG = 100_000;

/**
 * Verifies the log in a database file, opened for reading only: a running gateway's, a copy, or a damaged one.
 * Nothing is thrown for what the file holds; a file that cannot be read is a result too.
 */
export async function verifyDatabase(path: string, trust: Trust, clock: Clock): Promise<Verification> {
  let reader: ReturnType<typeof openSqliteReader>;
  try {
    reader = openSqliteReader({ path, clock });
  } catch (error) {
    return new LogChecker(trust).result(unreadable(null, error));
  }
  try {
    const size = await logSize(reader.read).catch(() => 0); // what cannot be read is said by the check
    return await verifyWith(reader.read, size < LONG ? leavesHere(reader.read) : leavesOf(path), trust);
  } finally {
    reader.close();
  }
}

/** Verifies the log that `db` holds, as far as it went when this began. */
export function verifyLog(db: Kysely<Schema>, trust: Trust): Promise<Verification> {
  return verifyWith(db, leavesHere(db), trust);
}

async function verifyWith(db: Kysely<Schema>, leaves: Leaves, trust: Trust): Promise<Verification> {
  const checker = new LogChecker(trust);
  try {
    const found = checker.checkWitness() ?? (await checkAll(db, leaves, checker));
    if (found !== null || !locksRows(db)) return checker.result(found);
    const inbox = await checkInbox(db);
    return checker.result(inbox.found, inbox.waiting);
  } catch (error) {
    return checker.result(unreadable(checker.size, error));
  } finally {
    await leaves.close();
  }
}

async function checkAll(db: Kysely<Schema>, leaves: Leaves, checker: LogChecker): Promise<Problem | null> {
  // What vouches for entries is looked at before the entries are counted: a log that grows meanwhile stays right.
  const vouched = Math.max(await leavesCovered(db), (await lastCheckpoint(db))?.size ?? 0);
  const size = await logSize(db);
  while (checker.size < size) {
    const count = Math.min(leaves.page, size - checker.size);
    const inPage = await checkPage(db, leaves, checker, count);
    if (inPage !== null) return inPage;
    await new Promise((resolve) => setImmediate(resolve)); // a gateway that verifies itself goes on answering
  }
  if (vouched > size) {
    return problem('missing', size, `The entries from ${size} on are missing; the tree knows ${vouched}.`);
  }
  return checker.finish();
}

async function checkPage(
  db: Kysely<Schema>,
  { read }: Leaves,
  checker: LogChecker,
  count: number,
): Promise<Problem | null> {
  const from = checker.size;
  const checkpoints = await checkpointsBetween(db, from, from + count);
  const frontiers = new Map<number, Frontier>(checkpoints.map(({ size }) => [size, checker.frontier]));
  const completed: TreeNode[] = [];
  const { hashes, found } = await read(from, count);
  for (let at = 0; at < hashes.length; at += HASH_BYTES) {
    completed.push(...checker.add(hashes.subarray(at, at + HASH_BYTES)));
    if (frontiers.has(checker.size)) frontiers.set(checker.size, checker.frontier);
  }
  if (found !== null) return found;
  const inTree = await checkNodes(db, completed, from, checker.size);
  if (inTree !== null) return inTree;
  for (const { size, note, root_hash } of checkpoints) {
    const frontier = frontiers.get(size);
    const inNote = checker.checkpoint(note, frontier);
    if (inNote !== null) return inNote;
    if (frontier && Buffer.compare(frontier.root(), root_hash) !== 0) {
      return problem('modified', size, `The stored root of the checkpoint at ${size} is not the signed one.`);
    }
  }
  return null;
}

async function checkNodes(
  db: Kysely<Schema>,
  completed: readonly TreeNode[],
  from: number,
  to: number,
): Promise<Problem | null> {
  const stored = new Map<number, Uint8Array>();
  for (let level = 1; 2 ** level <= to; level++) {
    const width = 2 ** level;
    if (Math.floor(from / width) === Math.floor(to / width)) continue; // no subtree of this level ends here
    for (const node of await nodesWithin(db, level, from, to)) stored.set(nameOf(node), node.hash);
  }
  for (const node of completed) {
    const hash = stored.get(nameOf(node));
    if (hash !== undefined && Buffer.compare(hash, node.hash) === 0) continue;
    const first = node.index * 2 ** node.level;
    const last = first + 2 ** node.level - 1;
    return hash === undefined
      ? problem('missing', first, `The tree node over the entries ${first} to ${last} is missing.`)
      : problem(
          'modified',
          first,
          `One of the entries ${first} to ${last}, or the tree node over them, was modified.`,
        );
  }
  return null;
}

const INDEXES = 2 ** 44;

/** One number for a place in the tree. */
function nameOf({ level, index }: TreeNode): number {
  return level * INDEXES + index;
}

/** What is durable and has no place yet: it must be readable, say what it is looked up by, and have no place already. */
async function checkInbox(db: Kysely<Schema>): Promise<{ found: Problem | null; waiting: number }> {
  let waiting = 0;
  for (let after = 0; ; ) {
    const page = await selectWaiting(db, PAGE, after);
    const last = page.at(-1);
    if (last === undefined) return { found: null, waiting };
    waiting += page.length;
    after = last.seq;
    const wrong = page.find((row) => !columnsMatch(row)) ?? (await placedAlready(db, page));
    if (wrong === undefined) continue;
    const text = `The entry ${wrong.id}, which waits for its place in the log, was modified.`;
    return { found: problem('modified', null, text), waiting };
  }
}

/** An entry is in the inbox or in the log: one statement moves it, and one look here sees both. */
async function placedAlready(db: Kysely<Schema>, page: readonly Waiting[]): Promise<Waiting | undefined> {
  const both = await db
    .selectFrom('audit_inbox')
    .innerJoin('audit_entries', 'audit_entries.id', 'audit_inbox.id')
    .select('audit_inbox.id')
    .where(
      'audit_inbox.id',
      'in',
      page.map(({ id }) => id),
    )
    .limit(1)
    .executeTakeFirst();
  return page.find(({ id }) => id === both?.id);
}

function unreadable(index: number | null, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  const where = index === null ? 'The log' : `The log from entry ${index} on`;
  return problem('unreadable', index, `${where} cannot be read. ${reason}`);
}
