import type { DisplayModel } from '@agentport/engine';
import { type ComparingRoom, openEarlier, REVIEWS_MAX } from './compared.ts';
import type { AskedCall } from './list.ts';

/** What people saw of the last approved calls, newest first, by connection and operation. */
export type Baselines = ReadonlyMap<string, readonly DisplayModel[]>;

export const NO_BASELINES: Baselines = new Map();

/** Kinds of request that one list is compared for: each opens up to 20 pages. Those that end first come first. */
const PAIRS_MAX = 8;

export function pairOf(call: { readonly connection_id: string; readonly operation: string }): string {
  return `${call.connection_id}\n${call.operation}`;
}

/** As a request's own page is compared, for the first kinds of request of a list at once. */
export async function baselinesOf(
  room: ComparingRoom,
  org: string,
  calls: readonly AskedCall[],
): Promise<Baselines> {
  const wanted = [...new Set(calls.map(pairOf))].slice(0, PAIRS_MAX);
  if (wanted.length === 0) return NO_BASELINES;
  const approved = Map.groupBy(await approvedLately(room, org), pairOf);
  const baselines = new Map<string, readonly DisplayModel[]>();
  for (const pair of wanted) {
    const payloads = (approved.get(pair) ?? []).map((row) => row.display_payload);
    baselines.set(pair, await openEarlier(room, payloads));
    await new Promise((resolve) => setImmediate(resolve)); // calls come first
  }
  return baselines;
}

/** What was approved among the newest reviews, newest first. */
function approvedLately({ db }: ComparingRoom, org: string) {
  const recent = db.read
    .selectFrom('reviews')
    .select(['id', 'approval_id', 'answer', 'display_payload'])
    .where('org', '=', org)
    .orderBy('id', 'desc')
    .limit(REVIEWS_MAX)
    .as('recent');
  return db.read
    .selectFrom(recent)
    .innerJoin('approvals', 'approvals.id', 'recent.approval_id')
    .innerJoin('calls', 'calls.id', 'approvals.call_id')
    .select(['calls.connection_id', 'calls.operation', 'recent.display_payload'])
    .where('recent.answer', '=', 'approve')
    .orderBy('recent.id', 'desc')
    .execute();
}
