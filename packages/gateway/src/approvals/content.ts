import type { Kysely } from 'kysely';
import type { Tx } from '../storage/database.ts';
import type { CallState } from '../storage/schema/calls.ts';
import type { Schema } from '../storage/schema.ts';

/** Calls whose content somebody still needs: to answer, to send, or to say what became of them. */
const OPEN: readonly CallState[] = ['pending', 'approved', 'executing', 'outcome_unknown'];

export interface CallSelection {
  readonly org: string;
  readonly call?: string;
  readonly agent?: string;
  /** asked at or after, ms UTC */
  readonly from?: number;
  /** asked before, ms UTC */
  readonly until?: number;
}

/** How many calls of a selection are still open. */
export async function countOpen(db: Kysely<Schema>, selection: CallSelection): Promise<number> {
  const row = await select(db, selection)
    .where('state', 'in', OPEN)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export interface CallContent {
  readonly id: string;
  /** arguments, what people saw, the result */
  readonly payloads: readonly string[];
}

/** The calls of a selection in the order of their ids, a page at a time. */
export async function callContents(
  db: Kysely<Schema>,
  selection: CallSelection,
  after: string,
  limit: number,
): Promise<CallContent[]> {
  const calls = await select(db, selection)
    .where('id', '>', after)
    .select(['id', 'action_payload', 'result_payload'])
    .orderBy('id')
    .limit(limit)
    .execute();
  if (calls.length === 0) return []; // PostgreSQL knows no empty list
  const shown = await displaysOf(
    db,
    calls.map(({ id }) => id),
  );
  return calls.map(({ id, action_payload, result_payload }) => {
    const displays = shown
      .filter(({ call_id }) => call_id === id)
      .flatMap((row) => [row.asked, row.reviewed]);
    const payloads = [action_payload, result_payload, ...displays].filter((payload) => payload !== null);
    return { id, payloads: [...new Set(payloads)] };
  });
}

function displaysOf(db: Kysely<Schema>, callIds: readonly string[]) {
  return db
    .selectFrom('approvals')
    .leftJoin('reviews', 'reviews.approval_id', 'approvals.id')
    .select([
      'approvals.call_id',
      'approvals.display_payload as asked',
      'reviews.display_payload as reviewed',
    ])
    .where('approvals.call_id', 'in', callIds)
    .execute();
}

/** A result that is erased counts as handed out: whoever comes for it is told so. */
export async function forgetResults(tx: Tx, payloads: readonly string[]): Promise<void> {
  if (payloads.length === 0) return;
  await tx
    .updateTable('calls')
    .set({ result_payload: null })
    .where('result_payload', 'in', payloads)
    .execute();
}

function select(db: Kysely<Schema>, { org, call, agent, from, until }: CallSelection) {
  let query = db.selectFrom('calls').where('org', '=', org);
  if (call !== undefined) query = query.where('id', '=', call);
  if (agent !== undefined) query = query.where('agent_id', '=', agent);
  if (from !== undefined) query = query.where('created_at', '>=', from);
  if (until !== undefined) query = query.where('created_at', '<', until);
  return query;
}
