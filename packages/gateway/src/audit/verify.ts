import type { Kysely } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import { locksRows, openSqliteReader } from '../storage/index.ts';
import type { Schema } from '../storage/schema.ts';
import { isProblem, LogChecker, problem } from './checker.ts';
import { type AuditEvent, decodeEntry } from './entry.ts';
import { selectWaiting, type Waiting } from './inbox.ts';
import type { Frontier, TreeNode } from './merkle.ts';
import {
  checkpointsBetween,
  type EntryRow,
  entriesFrom,
  lastCheckpoint,
  leavesCovered,
  logSize,
  nodesWithin,
} from './store.ts';
import type { Problem, Verification } from './verification.ts';
import type { Trust } from './witness.ts';

const PAGE = 1_024;

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
    return await verifyLog(reader.read, trust);
  } finally {
    reader.close();
  }
}

/** Verifies the log that `db` holds, as far as it went when this began. */
export async function verifyLog(db: Kysely<Schema>, trust: Trust): Promise<Verification> {
  const checker = new LogChecker(trust);
  try {
    const found = checker.checkWitness() ?? (await checkAll(db, checker));
    if (found !== null || !locksRows(db)) return checker.result(found);
    const inbox = await checkInbox(db);
    return checker.result(inbox.found, inbox.waiting);
  } catch (error) {
    return checker.result(unreadable(checker.size, error));
  }
}

async function checkAll(db: Kysely<Schema>, checker: LogChecker): Promise<Problem | null> {
  // What vouches for entries is looked at before the entries are counted: a log that grows meanwhile stays right.
  const vouched = Math.max(await leavesCovered(db), (await lastCheckpoint(db))?.size ?? 0);
  const size = await logSize(db);
  while (checker.size < size) {
    const inPage = await checkPage(db, checker, Math.min(PAGE, size - checker.size));
    if (inPage !== null) return inPage;
    await new Promise((resolve) => setImmediate(resolve)); // a gateway that verifies itself goes on answering
  }
  if (vouched > size) {
    return problem('missing', size, `The entries from ${size} on are missing; the tree knows ${vouched}.`);
  }
  return checker.finish();
}

async function checkPage(db: Kysely<Schema>, checker: LogChecker, count: number): Promise<Problem | null> {
  const from = checker.size;
  const checkpoints = await checkpointsBetween(db, from, from + count);
  const frontiers = new Map<number, Frontier>(checkpoints.map(({ size }) => [size, checker.frontier]));
  const completed: TreeNode[] = [];
  for (const row of await readPage(db, from, count)) {
    const taken = checker.take({ index: row.leaf_index, entry: row.entry, leafHash: row.leaf_hash });
    if (isProblem(taken)) return taken;
    if (!columnsMatch(row)) {
      const text = `Entry ${row.leaf_index} was modified: its look-up columns differ from what it says.`;
      return problem('modified', row.leaf_index, text);
    }
    completed.push(...taken);
    if (frontiers.has(checker.size)) frontiers.set(checker.size, checker.frontier);
  }
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

/** Reads a page; where it cannot be read, goes on one by one to name the entry that is damaged. */
async function readPage(db: Kysely<Schema>, from: number, count: number): Promise<EntryRow[]> {
  try {
    return await entriesFrom(db, from, count);
  } catch (error) {
    const rows: EntryRow[] = [];
    for (let index = from; index < from + count; index++) {
      const [row] = await entriesFrom(db, index, 1).catch(() => []);
      if (row === undefined) return rows.length > 0 ? rows : Promise.reject(error);
      rows.push(row);
    }
    return rows;
  }
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

/** Somebody who can only hide an entry from searches still has changed the log. */
function columnsMatch(row: Omit<EntryRow, 'leaf_index' | 'leaf_hash'>): boolean {
  const event = readEvent(row.entry);
  if (event === null) return false;
  const { id, org, kind, call = null, agent = null, at } = event;
  return (
    id === row.id &&
    org === row.org &&
    kind === row.kind &&
    call === row.call_id &&
    agent === row.agent_id &&
    at === row.at
  );
}

function readEvent(bytes: Uint8Array): AuditEvent | null {
  try {
    return decodeEntry(bytes);
  } catch {
    return null;
  }
}

function unreadable(index: number | null, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  const where = index === null ? 'The log' : `The log from entry ${index} on`;
  return problem('unreadable', index, `${where} cannot be read. ${reason}`);
}
