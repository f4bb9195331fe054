import type { Kysely } from 'kysely';
import type { CallState } from '../../packages/gateway/src/storage/schema/calls.ts';
import type { Schema } from '../../packages/gateway/src/storage/schema.ts';
import { judgeCall, type StoredCall } from './judge-call.ts';
import type { Effect } from './ledger.ts';

/** What an agent asked for, by the digest of its intent. */
export interface Asked {
  readonly ref: string;
  readonly operation: string;
  /** it was never asked without the same idempotency key */
  readonly keyed: boolean;
}

/** One answer that somebody outside was given. */
export type Told = ToldOfCall | ToldOfQuestion;

export interface ToldOfCall {
  readonly kind: 'result' | 'refused' | 'unknown';
  readonly ref: string;
  readonly call: string | null;
  readonly keyed: boolean;
}

export interface ToldOfQuestion {
  readonly kind: 'pending' | 'approved' | 'denied';
  readonly ref: string;
  readonly approval: string;
}

/** Everything that is known from outside of the gateways. */
export interface Observed {
  readonly asked: ReadonlyMap<string, Asked>;
  readonly told: readonly Told[];
  readonly effects: readonly Effect[];
}

/**
 * Compares what gateways stored with what the service did and what people and agents were told. Everything must be at rest.
 * @returns what does not fit, in words; empty when everything does
 */
export async function checkHistory(read: Kysely<Schema>, observed: Observed): Promise<string[]> {
  const calls = await storedCalls(read);
  const stored: Stored = {
    calls,
    byId: new Map(calls.map((call) => [call.id, call])),
    byApproval: new Map(calls.flatMap((call) => (call.approval ? [[call.approval.id, call]] : []))),
  };
  const effectsOf = Map.groupBy(observed.effects, ({ permit }) => permit);
  return [
    ...checkEffects(calls, observed),
    ...calls.flatMap((call) =>
      judgeCall(
        call,
        observed.asked.get(call.intent_sha256) ?? null,
        effectsOf.get(call.permit_id ?? '')?.length ?? 0,
      ),
    ),
    ...observed.told.flatMap((told) => checkTold(told, stored)),
    ...checkHandedOutOnce(observed.told),
    ...checkKeys(observed),
    ...(await checkLog(read, stored.byId)),
  ];
}

interface Stored {
  readonly calls: readonly StoredCall[];
  readonly byId: ReadonlyMap<string, StoredCall>;
  readonly byApproval: ReadonlyMap<string, StoredCall>;
}

function checkEffects(calls: readonly StoredCall[], { effects, asked }: Observed): string[] {
  const byPermit = new Map(calls.map((call) => [call.permit_id, call]));
  return effects.flatMap(({ ref, permit, operation }) => {
    const call = byPermit.get(permit);
    if (call === undefined)
      return [`the service did ${operation} ${ref} with a permit nobody has: ${permit}`];
    const intended = asked.get(call.intent_sha256);
    return intended?.ref === ref ? [] : [`permit ${permit} was for ${intended?.ref}, the service did ${ref}`];
  });
}

/** Nothing that somebody was told is lost or untrue. */
function checkTold(told: Told, { byId, byApproval }: Stored): string[] {
  const wrong =
    'approval' in told ? lostQuestion(told, byApproval.get(told.approval)) : untrueAnswer(told, byId);
  return wrong === null ? [] : [`${told.ref} was told "${told.kind}", but ${wrong}`];
}

function lostQuestion({ kind, approval }: ToldOfQuestion, call: StoredCall | undefined): string | null {
  if (call === undefined) return `there is no question ${approval}`;
  if (kind === 'pending') return null;
  const answer = kind === 'approved' ? 'approve' : 'deny';
  return call.reviews.some((review) => review.answer === answer)
    ? null
    : `no such review of ${approval} is stored`;
}

function untrueAnswer({ kind, call: id }: ToldOfCall, byId: ReadonlyMap<string, StoredCall>): string | null {
  if (id === null || kind === 'refused') return null;
  const call = byId.get(id);
  if (call === undefined) return `there is no call ${id}`;
  return MAY_BE[kind].includes(call.state) ? null : `call ${call.id} is ${call.state}`;
}

const MAY_BE: Record<'result' | 'unknown', readonly CallState[]> = {
  result: ['succeeded'],
  // what the gateway knew when it was asked; people look, whatever is found out later
  unknown: ['outcome_unknown', 'succeeded', 'failed'],
};

/** A key answers the same again; without one a result is handed out once. */
function checkHandedOutOnce(told: readonly Told[]): string[] {
  const given = new Map<string, number>();
  for (const one of told) {
    if ('approval' in one || one.kind !== 'result' || one.keyed || one.call === null) continue;
    given.set(one.call, (given.get(one.call) ?? 0) + 1);
  }
  return [...given]
    .filter(([, count]) => count > 1)
    .map(([call, count]) => `the result of ${call} was handed out ${count} times`);
}

/** However often it was asked with its key, it was done once. */
function checkKeys({ asked, effects }: Observed): string[] {
  const keyed = [...asked.values()].filter((one) => one.keyed).map(({ ref }) => ref);
  const done = Map.groupBy(effects, ({ ref }) => ref);
  return keyed.flatMap((ref) => {
    const count = done.get(ref)?.length ?? 0;
    return count > 1 ? [`${ref} was asked with one key and done ${count} times`] : [];
  });
}

/** Places without a gap, nothing left waiting for one, and nothing about calls that do not exist. */
async function checkLog(read: Kysely<Schema>, byId: ReadonlyMap<string, StoredCall>): Promise<string[]> {
  const size = await read
    .selectFrom('audit_entries')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('leaf_index').as('last')])
    .executeTakeFirstOrThrow();
  const waiting = await read
    .selectFrom('audit_inbox')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const about = await read.selectFrom('audit_entries').select('call_id').distinct().execute();
  return [
    ...(size.count === (size.last ?? -1) + 1 ? [] : [`${size.count} entries end at place ${size.last}`]),
    ...(waiting.count === 0 ? [] : [`${waiting.count} entries still wait for their place`]),
    ...about
      .filter(({ call_id }) => call_id !== null && !byId.has(call_id))
      .map(({ call_id }) => `the log tells of ${call_id}, which is not stored`),
  ];
}

async function storedCalls(read: Kysely<Schema>): Promise<StoredCall[]> {
  const calls = await read.selectFrom('calls').selectAll().orderBy('id').execute();
  const approvals = await read.selectFrom('approvals').selectAll().execute();
  const reviews = await read.selectFrom('reviews').select(['approval_id', 'answer']).execute();
  const entries = await read
    .selectFrom('audit_entries')
    .select(['call_id', 'kind', 'leaf_index'])
    .where('call_id', 'is not', null)
    .orderBy('leaf_index')
    .execute();
  const approvalOf = new Map(approvals.map((approval) => [approval.call_id, approval]));
  const reviewsOf = Map.groupBy(reviews, ({ approval_id }) => approval_id);
  const entriesOf = Map.groupBy(entries, ({ call_id }) => call_id);
  return calls.map((call) => {
    const approval = approvalOf.get(call.id) ?? null;
    return {
      ...call,
      approval,
      reviews: approval ? (reviewsOf.get(approval.id) ?? []) : [],
      entries: (entriesOf.get(call.id) ?? []).map(({ kind }) => kind),
    };
  });
}
