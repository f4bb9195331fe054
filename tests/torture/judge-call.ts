import { AUDIT_KINDS } from '../../packages/gateway/src/audit/kinds.ts';
import type { ApprovalTable } from '../../packages/gateway/src/storage/schema/approvals.ts';
import type { CallState, CallTable } from '../../packages/gateway/src/storage/schema/calls.ts';
import type { Asked } from './history.ts';

/** A call with everything that is stored about it. */
export interface StoredCall extends CallTable {
  readonly approval: ApprovalTable | null;
  readonly reviews: readonly { readonly answer: string }[];
  /** kinds of its audit entries, in the order of the log */
  readonly entries: readonly string[];
}

/** How often the service did what has come so far: at least and at most. */
const EFFECTS: Partial<Record<CallState, readonly [least: number, most: number]>> = {
  succeeded: [1, 1],
  failed: [0, 0],
  outcome_unknown: [0, 1],
};

/** The entry by which a call ended that was never sent. */
const ENDING: Partial<Record<CallState, string>> = {
  denied_by_policy: 'call.denied',
  denied: 'approval.denied',
  expired: 'approval.expired',
  cancelled: 'approval.cancelled',
  superseded: 'approval.superseded',
  stopped: 'approval.stopped',
  withdrawn: 'approval.withdrawn',
  permit_expired: 'permit.expired',
  revoked: 'approval.revoked',
};

/** What may still be so when everything is at rest. */
const UNSETTLED: readonly CallState[] = ['approved', 'executing'];

/** What does not fit about one call, in words. */
export function judgeCall(call: StoredCall, asked: Asked | null, effects: number): string[] {
  const name = `${call.id} (${asked?.operation} ${asked?.ref}, ${call.state})`;
  if (asked === null) return [`${name} was asked by nobody`];
  return [...findWrong(call, asked, effects)].map((what) => `${name}: ${what}`);
}

function* findWrong(call: StoredCall, asked: Asked, effects: number): Generator<string> {
  const { state, permit_id } = call;
  if (UNSETTLED.includes(state)) yield 'did not come to rest';
  const writes = asked.operation !== 'read';
  const [least, most] = (writes && EFFECTS[state]) || [0, 0];
  if (effects < least || effects > most) yield `the service did it ${effects} times`;
  if (permit_id !== null) yield* findUnapproved(call, asked);
  if (asked.operation === 'read' && state === 'outcome_unknown') yield 'a read cannot be unknown';
  const expected = countsOf(expectedEntries(call));
  const actual = countsOf(call.entries.filter((kind) => kind !== 'call.collected'));
  if (expected !== actual) yield `its entries are ${actual}, not ${expected}`;
  const order = call.entries.filter((kind) => ORDER.includes(kind)).map((kind) => ORDER.indexOf(kind));
  if (order.some((place, index) => place < (order[index - 1] ?? 0)))
    yield `its entries stand as ${call.entries}`;
}

/** The same text for the same kinds as often, in whatever order. */
function countsOf(kinds: readonly string[]): string {
  const counts = AUDIT_KINDS.map((kind) => [kind, kinds.filter((one) => one === kind).length] as const);
  return JSON.stringify(Object.fromEntries(counts.filter(([, count]) => count > 0)));
}

const ORDER = ['call.pending', 'approval.approved', 'call.executing', 'call.finished'];

function* findUnapproved({ approval, reviews }: StoredCall, { operation }: Asked): Generator<string> {
  if (operation === 'erase') yield 'it was denied by policy and got a permit';
  if (operation !== 'write') return;
  if (approval === null) yield 'it got a permit without a question';
  else if (!reviews.some(({ answer }) => answer === 'approve')) yield 'it got a permit without an approval';
}

function expectedEntries({ state, approval, reviews, permit_id }: StoredCall): string[] {
  const ending = ENDING[state];
  const approved = reviews.some(({ answer }) => answer === 'approve');
  return [
    ...(approval ? ['call.pending'] : []),
    ...(approved ? ['approval.approved'] : []),
    ...(permit_id === null ? [] : ['call.executing', 'call.finished']),
    ...(ending === undefined ? [] : [ending]),
  ];
}
