import { type Comparison, compareValues, type DisplayModel } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { ApprovalsRoom } from './room.ts';
import type { ApprovalView } from './view.ts';

/** Approved calls that a request is compared with. */
const COMPARED_MAX = 20;
/** Reviews looked through for them: people answer hundreds a day, not millions, so this reaches back far enough. */
export const REVIEWS_MAX = 2_000;
/** Of stored display models together; long texts in them are not compared anyway. */
const BYTES_MAX = 4 * 1024 * 1024;

export interface Compared {
  /** earlier calls it was compared with */
  readonly calls: number;
  readonly values: readonly Comparison[];
}

export type ComparingRoom = Pick<ApprovalsRoom, 'db' | 'vault'>;

/**
 * How the values of a request stand among the last approved ones of the same operation and connection. Nothing is
 * kept for this: it opens the sealed displays that approvers saw, so what was erased is gone from here too.
 */
export async function comparedWith(room: ComparingRoom, view: ApprovalView): Promise<Compared> {
  const earlier = await openEarlier(room, await approvedBefore(room, view));
  return { calls: earlier.length, values: compareValues(view.display, earlier) };
}

/** Opens the newest few of what approvers saw; what was erased is left out. */
export async function openEarlier(
  room: ComparingRoom,
  payloads: readonly string[],
): Promise<readonly DisplayModel[]> {
  const earlier: DisplayModel[] = [];
  let bytes = 0;
  for (const payload of payloads.slice(0, COMPARED_MAX)) {
    const display = await readDisplay(room, payload);
    bytes += display?.length ?? 0;
    if (bytes > BYTES_MAX) break;
    if (display) earlier.push(JSON.parse(display.toString('utf8')) as DisplayModel);
  }
  return earlier;
}

/** Newest first. A request that was answered is compared with what was known when it was. */
async function approvedBefore({ db }: ComparingRoom, view: ApprovalView): Promise<string[]> {
  let newest = db.read
    .selectFrom('reviews')
    .select(['id', 'approval_id', 'answer', 'display_payload'])
    .where('org', '=', view.org)
    .orderBy('id', 'desc')
    .limit(REVIEWS_MAX);
  if (view.review !== null) {
    // by the id, which is in the order of time and has an index
    const own = db.read
      .selectFrom('reviews as own')
      .select(({ fn }) => fn.min<string>('own.id').as('id'))
      .where('own.approval_id', '=', view.id);
    newest = newest.where('id', '<', own);
  }
  const recent = newest.as('recent');
  const rows = await db.read
    .selectFrom(recent)
    .innerJoin('approvals', 'approvals.id', 'recent.approval_id')
    .innerJoin('calls', 'calls.id', 'approvals.call_id')
    .select(['recent.id', 'recent.display_payload'])
    .where('recent.answer', '=', 'approve')
    .where('recent.approval_id', '!=', view.id)
    .where('calls.connection_id', '=', view.connection.id)
    .where('calls.operation', '=', view.operation)
    .orderBy('recent.id', 'desc')
    .limit(COMPARED_MAX)
    .execute();
  return rows.map((row) => row.display_payload);
}

/** Null where it was erased. */
async function readDisplay({ vault }: Pick<ApprovalsRoom, 'vault'>, payload: string): Promise<Buffer | null> {
  try {
    return (await vault.payloads.get(payload)).plaintext;
  } catch (error) {
    if (error instanceof Fault && error.code === 'not_found') return null;
    throw error;
  }
}
