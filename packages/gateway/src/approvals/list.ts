import { Fault } from '../kernel/fault.ts';
import type { CallState } from '../storage/schema.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, readCall } from './store.ts';
import { type ApprovalView, viewOf } from './view.ts';

export interface ListFilter {
  readonly org: string;
  readonly state: 'pending' | 'decided';
  readonly agentId?: string | undefined;
  readonly connectionId?: string | undefined;
  /** of decided ones: how */
  readonly answer?: 'approved' | 'denied' | 'unanswered' | undefined;
  /** opaque: the id of the last item of the page before */
  readonly cursor?: string | undefined;
  /** 1 to 200 */
  readonly limit: number;
}

/** What became of a question that nobody answered. */
const UNANSWERED: readonly CallState[] = ['expired', 'cancelled', 'superseded', 'stopped'];
const NOT_APPROVED: readonly CallState[] = ['pending', 'denied', ...UNANSWERED];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Approvals: pending ones soonest end first, decided ones newest first. */
export async function listCalls(room: ApprovalsRoom, filter: ListFilter): Promise<Page<CallRow>> {
  const pending = filter.state === 'pending';
  let query = room.db.read
    .selectFrom('approvals')
    .innerJoin('calls', 'calls.id', 'approvals.call_id')
    .select(['approvals.id', 'approvals.call_id'])
    .where('approvals.org', '=', filter.org)
    .where('calls.state', pending ? '=' : '!=', 'pending')
    .orderBy('approvals.id', pending ? 'asc' : 'desc')
    .limit(filter.limit + 1);
  if (filter.agentId) query = query.where('calls.agent_id', '=', filter.agentId);
  if (filter.connectionId) query = query.where('calls.connection_id', '=', filter.connectionId);
  if (filter.answer === 'denied') query = query.where('calls.state', '=', 'denied');
  if (filter.answer === 'unanswered') query = query.where('calls.state', 'in', UNANSWERED);
  if (filter.answer === 'approved') query = query.where('calls.state', 'not in', NOT_APPROVED);
  if (filter.cursor) query = query.where('approvals.id', pending ? '>' : '<', filter.cursor);
  const rows = await query.execute();
  const shown = rows.slice(0, filter.limit);
  const calls = await Promise.all(shown.map((row) => readCall(room.db.read, filter.org, row.call_id)));
  return {
    items: calls.filter((call) => call !== null),
    next: rows.length > filter.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

export async function listViews(room: ApprovalsRoom, filter: ListFilter): Promise<Page<ApprovalView>> {
  const page = await listCalls(room, filter);
  const views = await Promise.all(page.items.map((call) => viewOf(room, call).catch(unlessErased)));
  return { items: views.filter((view) => view !== null), next: page.next };
}

/** A question whose content was erased has nothing to show any more; the log and the calls still tell of it. */
function unlessErased(error: unknown): null {
  if (error instanceof Fault && error.code === 'not_found') return null;
  throw error;
}
