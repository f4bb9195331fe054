import { type Kysely, sql } from 'kysely';
import type { Tx } from '../storage/index.ts';
import type {
  ActivityDayTable,
  ActivityHourTable,
  ActivitySessionTable,
} from '../storage/schema/activity.ts';
import type { Schema } from '../storage/schema.ts';
import { DAY_MS, type Tally } from './count.ts';

type Reader = Kysely<Schema>;

/** How many entries of the log were counted. */
export async function countedUpto(db: Reader, org: string): Promise<number> {
  const row = await db
    .selectFrom('activity_followed')
    .select('upto')
    .where('org', '=', org)
    .executeTakeFirst();
  return row?.upto ?? 0;
}

/** Says that the entries from `from` up to, not including, `to` are counted; false when another gateway did it. */
export async function moveOn(tx: Tx, org: string, from: number, to: number): Promise<boolean> {
  await tx
    .insertInto('activity_followed')
    .values({ org, upto: 0 })
    .onConflict((conflict) => conflict.column('org').doNothing())
    .execute();
  const moved = await tx
    .updateTable('activity_followed')
    .set({ upto: to })
    .where('org', '=', org)
    .where('upto', '=', from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

export async function addTally(tx: Tx, { hours, days, sessions }: Tally): Promise<void> {
  for (const row of hours) await addHour(tx, row);
  for (const row of days) await addDay(tx, row);
  for (const row of sessions) await addSession(tx, row);
}

async function addHour(tx: Tx, row: ActivityHourTable): Promise<void> {
  await tx
    .insertInto('activity_hours')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['org', 'hour', 'what', 'agent_id', 'connection_id', 'operation'])
        .doUpdateSet({ count: sql<number>`activity_hours.count + ${row.count}` }),
    )
    .execute();
}

async function addDay(tx: Tx, row: ActivityDayTable): Promise<void> {
  await tx
    .insertInto('activity_days')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['org', 'agent_id', 'day']).doUpdateSet({
        calls: sql<number>`activity_days.calls + ${row.calls}`,
        last_at: row.last_at,
      }),
    )
    .execute();
}

async function addSession(tx: Tx, row: ActivitySessionTable): Promise<void> {
  const plus = (name: 'allowed' | 'asked' | 'denied' | 'failed' | 'unknown' | 'turned_down' | 'flagged') =>
    sql<number>`${sql.ref(`activity_sessions.${name}`)} + ${row[name]}`;
  await tx
    .insertInto('activity_sessions')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['org', 'agent_id', 'session']).doUpdateSet({
        last_index: row.last_index,
        last_at: row.last_at,
        allowed: plus('allowed'),
        asked: plus('asked'),
        denied: plus('denied'),
        failed: plus('failed'),
        unknown: plus('unknown'),
        turned_down: plus('turned_down'),
        flagged: plus('flagged'),
      }),
    )
    .execute();
}

export interface HourCount {
  readonly hour: number;
  readonly what: ActivityHourTable['what'];
  readonly count: number;
}

/** Counts by the hour since `from`, ms UTC. */
export async function hourCounts(db: Reader, org: string, from: number): Promise<HourCount[]> {
  const rows = await db
    .selectFrom('activity_hours')
    .select(({ fn }) => ['hour', 'what', fn.sum<number>('count').as('count')])
    .where('org', '=', org)
    .where('hour', '>=', from)
    .groupBy(['hour', 'what'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

export interface DeniedOperation {
  readonly agent_id: string;
  readonly connection_id: string;
  readonly operation: string;
  readonly count: number;
}

/** What was denied most since `from`, ms UTC. */
export async function mostDenied(
  db: Reader,
  org: string,
  from: number,
  limit: number,
): Promise<DeniedOperation[]> {
  const rows = await db
    .selectFrom('activity_hours')
    .select(({ fn }) => ['agent_id', 'connection_id', 'operation', fn.sum<number>('count').as('count')])
    .where('org', '=', org)
    .where('hour', '>=', from)
    .where('what', '=', 'denied')
    .groupBy(['agent_id', 'connection_id', 'operation'])
    .orderBy('count', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

export interface ConnectionEnd {
  readonly connection_id: string;
  readonly what: ActivityHourTable['what'];
  readonly count: number;
}

/** How calls ended since `from` (ms UTC), for each connection. */
export async function connectionEnds(db: Reader, org: string, from: number): Promise<ConnectionEnd[]> {
  const rows = await db
    .selectFrom('activity_hours')
    .select(({ fn }) => ['connection_id', 'what', fn.sum<number>('count').as('count')])
    .where('org', '=', org)
    .where('hour', '>=', from)
    .where('what', 'in', ['succeeded', 'failed', 'unknown'])
    .groupBy(['connection_id', 'what'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** How long people took to answer, ms, for the newest `limit` questions that were answered since `from`. */
export async function answerTimes(db: Reader, org: string, from: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('reviews')
    .innerJoin('approvals', 'approvals.id', 'reviews.approval_id')
    .innerJoin('calls', 'calls.id', 'approvals.call_id')
    .select(['reviews.created_at as answered', 'calls.created_at as asked'])
    .where('reviews.org', '=', org)
    .orderBy('reviews.id', 'desc')
    .limit(limit)
    .execute();
  return rows.filter(({ answered }) => answered >= from).map(({ answered, asked }) => answered - asked);
}

export interface AgentCalls {
  /** whatever became of them */
  readonly calls: number;
  /** ms UTC; null: it never asked */
  readonly lastAt: number | null;
}

/**
 * What each of these agents asked on the days since the one that holds `from` (ms UTC), and when last. Reads some rows
 * for every agent, however long the log is.
 */
export async function callsByAgent(
  db: Reader,
  org: string,
  from: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AgentCalls>> {
  if (ids.length === 0) return new Map(); // PostgreSQL knows no empty list
  const rows = await db
    .selectFrom('agents')
    .select((eb) => {
      const days = eb
        .selectFrom('activity_days as d')
        .where('d.org', '=', org)
        .whereRef('d.agent_id', '=', 'agents.id');
      const since = days.where('d.day', '>=', from - (from % DAY_MS));
      return [
        'agents.id',
        since.select(({ fn }) => fn.sum<number>('d.calls').as('calls')).as('calls'),
        days.select('d.last_at').orderBy('d.day', 'desc').limit(1).as('last_at'),
      ];
    })
    .where('agents.org', '=', org)
    .where('agents.id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, { calls: Number(row.calls ?? 0), lastAt: row.last_at }]));
}

/** How the calls of one agent were decided since the hour that begins at `from`, ms UTC. */
export async function decidedSince(
  db: Reader,
  org: string,
  agent: string,
  from: number,
): Promise<DecidedCounts> {
  const rows = await db
    .selectFrom('activity_hours')
    .select(({ fn }) => ['what', fn.sum<number>('count').as('count')])
    .where('org', '=', org)
    .where('hour', '>=', from)
    .where('agent_id', '=', agent)
    .groupBy('what')
    .execute();
  const of = (what: keyof DecidedCounts) => Number(rows.find((row) => row.what === what)?.count ?? 0);
  return { allowed: of('allowed'), asked: of('asked'), denied: of('denied') };
}

export interface DecidedCounts {
  readonly allowed: number;
  readonly asked: number;
  readonly denied: number;
}

export interface SessionFilter {
  readonly org: string;
  readonly agent?: string | undefined;
  /** continue below this index of the log, as the page before said */
  readonly cursor?: number | undefined;
  readonly limit: number;
}

/** Sessions, the one that was active last first. */
export async function sessionRows(
  db: Reader,
  { org, agent, cursor, limit }: SessionFilter,
): Promise<ActivitySessionTable[]> {
  let query = db.selectFrom('activity_sessions').selectAll().where('org', '=', org);
  if (agent !== undefined) query = query.where('agent_id', '=', agent);
  if (cursor !== undefined) query = query.where('last_index', '<', cursor);
  return query.orderBy('last_index', 'desc').limit(limit).execute();
}

export async function sessionRow(
  db: Reader,
  org: string,
  agent: string,
  session: string,
): Promise<ActivitySessionTable | undefined> {
  return db
    .selectFrom('activity_sessions')
    .selectAll()
    .where('org', '=', org)
    .where('agent_id', '=', agent)
    .where('session', '=', session)
    .executeTakeFirst();
}

export type Risk = 'read' | 'write' | 'destructive' | 'financial' | 'admin';

/** The risk of calls by their ids; ids that are no calls are left out. */
export async function risksOf(db: Reader, calls: readonly string[]): Promise<ReadonlyMap<string, Risk>> {
  if (calls.length === 0) return new Map(); // PostgreSQL knows no empty list
  const rows = await db
    .selectFrom('calls')
    .select(['id', 'risk'])
    .where('id', 'in', [...calls])
    .execute();
  return new Map(rows.map(({ id, risk }) => [id, risk]));
}

/** The newest entry written before `at` (ms UTC); null when there is none. */
export async function lastIndexBefore(db: Reader, at: number): Promise<number | null> {
  const row = await db
    .selectFrom('audit_entries')
    .select('leaf_index')
    .where('at', '<', at)
    .orderBy('at', 'desc')
    .orderBy('leaf_index', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.leaf_index ?? null;
}
