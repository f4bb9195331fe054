import { sql } from 'kysely';
import type { ApprovalTable } from '../storage/schema/approvals.ts';
import type { CallState } from '../storage/schema/calls.ts';
import type { ApprovalsRoom } from './room.ts';
import type { CallRow } from './store.ts';

export interface ListFilter {
  readonly org: string;
  readonly state: 'pending' | 'decided';
  readonly agentId?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly operation?: string | undefined;
  /** of decided ones: how */
  readonly answer?: 'approved' | 'denied' | 'unanswered' | undefined;
  /** opaque: the id of the last item that the page before looked at */
  readonly cursor?: string | undefined;
  /** 1 to 200 */
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** where to go on; there may be more even when this page is short */
  readonly next: string | null;
}

/** A call with the question that was asked about it. */
export type AskedCall = CallRow & { readonly approval: ApprovalTable };

/** Questions one answer looks through: what keeps a rare filter from reading the questions of years. */
const LOOK_MAX = 20_000;

/** What became of a question that nobody answered. */
const UNANSWERED: readonly CallState[] = ['expired', 'cancelled', 'superseded', 'stopped'];
const NOT_APPROVED: readonly CallState[] = ['denied', ...UNANSWERED];

/** Questions: pending ones soonest end first, decided ones newest first. Every answer reads a bounded stretch of them. */
export async function listAsked(
  room: Pick<ApprovalsRoom, 'db'>,
  filter: ListFilter,
): Promise<Page<AskedCall>> {
  const { ids, next } = await (filter.state === 'pending'
    ? waitingIds(room, filter)
    : decidedIds(room, filter));
  return { items: await readAsked(room, ids), next };
}

interface Found {
  readonly ids: readonly string[];
  readonly next: string | null;
}

/**
 * By the index of the calls that wait. Their state is written into the statement: an index with a condition is only used
 * for a condition that the database can read.
 */
async function waitingIds({ db }: Pick<ApprovalsRoom, 'db'>, filter: ListFilter): Promise<Found> {
  let query = db.read
    .selectFrom('calls')
    .innerJoin('approvals', 'approvals.call_id', 'calls.id')
    .select('approvals.id')
    .where('calls.org', '=', filter.org)
    .where('calls.state', '=', sql.lit('pending'))
    .orderBy('calls.id')
    .limit(filter.limit + 1);
  if (filter.agentId) query = query.where('calls.agent_id', '=', filter.agentId);
  if (filter.connectionId) query = query.where('calls.connection_id', '=', filter.connectionId);
  if (filter.operation) query = query.where('calls.operation', '=', filter.operation);
  if (filter.cursor) {
    const before = db.read.selectFrom('approvals').select('call_id').where('id', '=', filter.cursor);
    query = query.where('calls.id', '>', before);
  }
  const ids = (await query.execute()).map(({ id }) => id);
  const shown = ids.slice(0, filter.limit);
  return { ids: shown, next: ids.length > filter.limit ? (shown.at(-1) ?? null) : null };
}

/** By the ids of the questions, backwards, each with its call: no index knows what was asked and what came of it. */
async function decidedIds({ db }: Pick<ApprovalsRoom, 'db'>, filter: ListFilter): Promise<Found> {
  const last = await endOfStretch(db, filter.cursor);
  let query = db.read
    .selectFrom('approvals')
    .crossJoin('calls') // in this order: SQLite would otherwise look for the calls first
    .whereRef('calls.id', '=', 'approvals.call_id')
    .select('approvals.id')
    .where('approvals.org', '=', filter.org)
    .where('calls.state', '!=', 'pending')
    .orderBy('approvals.id', 'desc')
    .limit(filter.limit + 1);
  if (filter.agentId) query = query.where('calls.agent_id', '=', filter.agentId);
  if (filter.connectionId) query = query.where('calls.connection_id', '=', filter.connectionId);
  if (filter.operation) query = query.where('calls.operation', '=', filter.operation);
  if (filter.answer === 'denied') query = query.where('calls.state', '=', 'denied');
  if (filter.answer === 'unanswered') query = query.where('calls.state', 'in', UNANSWERED);
  if (filter.answer === 'approved') query = query.where('calls.state', 'not in', NOT_APPROVED);
  if (filter.cursor) query = query.where('approvals.id', '<', filter.cursor);
  if (last !== null) query = query.where('approvals.id', '>=', last);
  const ids = (await query.execute()).map(({ id }) => id);
  const shown = ids.slice(0, filter.limit);
  return { ids: shown, next: ids.length > filter.limit ? (shown.at(-1) ?? null) : last };
}

/** The last question to look at; null when there are fewer. */
async function endOfStretch(db: ApprovalsRoom['db'], cursor: string | undefined): Promise<string | null> {
  let query = db.read
    .selectFrom('approvals')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .offset(LOOK_MAX - 1);
  if (cursor) query = query.where('id', '<', cursor);
  return (await query.executeTakeFirst())?.id ?? null;
}

/** Whole rows in the order of their ids. */
async function readAsked({ db }: Pick<ApprovalsRoom, 'db'>, ids: readonly string[]): Promise<AskedCall[]> {
  if (ids.length === 0) return []; // PostgreSQL knows no empty list
  const approvals = await db.read.selectFrom('approvals').selectAll().where('id', 'in', ids).execute();
  const callIds = approvals.map((approval) => approval.call_id);
  const calls = await db.read.selectFrom('calls').selectAll().where('id', 'in', callIds).execute();
  const byId = new Map(calls.map((call) => [call.id, call]));
  const found = new Map(
    approvals.flatMap((approval) => {
      const call = byId.get(approval.call_id);
      return call ? [[approval.id, { ...call, approval }] as const] : [];
    }),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}
