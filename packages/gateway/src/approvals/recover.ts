import { sql } from 'kysely';
import { isOrphan } from '../cluster/index.ts';
import type { Tx } from '../storage/database.ts';
import { interruptedRead, unknownOutcome } from './answers.ts';
import { releaseIdempotencyKey } from './earlier-store.ts';
import { interruptedEvent } from './events.ts';
import { encodeOutcome } from './result.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, moveCall, readCall } from './store.ts';

/** How many calls one unit takes over; the rest wait for the next. */
const TAKEN_MAX = 200;
/** How long after its approval a call has surely been started, ms. */
const STARTED_WITHIN_MS = 2_000;

export interface TakenOver {
  /** ended because nobody knows, or needs to know, whether they happened */
  readonly ended: readonly CallRow[];
  /** approved, and this gateway's to execute now */
  readonly approved: readonly CallRow[];
  /** there may be more */
  readonly full: boolean;
}

/**
 * Takes over what gateways left that are gone: at a start what the last process was doing, later what others were. What
 * was executing may or may not have happened: a read is simply failed, for reading again does no harm; anything else is
 * marked unknown and shown to people, and never sent again. Each call falls to one gateway, however many try.
 */
export async function takeOver(room: ApprovalsRoom, org: string): Promise<TakenOver> {
  return room.db.unit(async (tx) => {
    await room.cluster.endLapsed(tx); // first: from here on their gateways can take nothing up again
    const orphans = await tx
      .selectFrom('calls')
      .select('id')
      .where('org', '=', org)
      .where('state', 'in', ['executing', 'approved'])
      .where(isOrphan)
      .orderBy('id') // in one order, so that two gateways at it do not wait for each other in a circle
      .limit(TAKEN_MAX)
      .execute();
    const ended: CallRow[] = [];
    const approved: CallRow[] = [];
    for (const { id } of orphans) {
      const call = await readCall(tx, org, id);
      if (call?.state === 'approved' && (await takeApproved(room, tx, call))) approved.push(call);
      const interrupted = call?.state === 'executing' ? await endInterrupted(room, tx, call) : null;
      if (interrupted) ended.push(interrupted);
    }
    return { ended, approved, full: orphans.length === TAKEN_MAX };
  });
}

/**
 * Takes up what this very gateway left when its database could not be reached for a moment: a call that was approved and
 * never started, or one that executes with nobody at it.
 */
export async function takeUpOwn(room: ApprovalsRoom, org: string): Promise<Omit<TakenOver, 'full'>> {
  return room.db.unit(async (tx) => {
    const { gateway, epoch } = room.cluster.lease();
    const own = await tx
      .selectFrom('calls')
      .leftJoin('approvals', 'approvals.call_id', 'calls.id')
      .select('calls.id')
      .where('calls.org', '=', org)
      .where('calls.gateway_id', '=', gateway)
      .where('calls.gateway_epoch', '=', epoch)
      .where('calls.state', 'in', ['executing', 'approved']) // which the index needs to see: finished ones are many
      .where((eb) =>
        eb.or([
          eb('calls.state', '=', 'executing'),
          eb.and([
            eb('calls.state', '=', 'approved'),
            eb('approvals.decided_at', '<', sql<number>`db_now() - ${sql.lit(STARTED_WITHIN_MS)}`),
          ]),
        ]),
      )
      .orderBy('calls.id')
      .limit(TAKEN_MAX)
      .execute();
    const ended: CallRow[] = [];
    const approved: CallRow[] = [];
    for (const { id } of own) {
      const call = room.isUnderway(id) ? null : await readCall(tx, org, id);
      if (call?.state === 'approved') approved.push(call);
      const interrupted = call?.state === 'executing' ? await endInterrupted(room, tx, call) : null;
      if (interrupted) ended.push(interrupted);
    }
    return { ended, approved };
  });
}

/** True for exactly one gateway. */
async function takeApproved(room: ApprovalsRoom, tx: Tx, call: CallRow): Promise<boolean> {
  const { gateway, epoch } = room.cluster.lease();
  const taken = await tx
    .updateTable('calls')
    .set({ gateway_id: gateway, gateway_epoch: epoch })
    .where('id', '=', call.id)
    .where('state', '=', 'approved')
    .where(isOrphan)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}

async function endInterrupted(room: ApprovalsRoom, tx: Tx, call: CallRow): Promise<CallRow | null> {
  const outcome = call.risk === 'read' ? interruptedRead(call.id) : unknownOutcome(call.id);
  const state = outcome.kind === 'failed' ? 'failed' : 'outcome_unknown';
  const moved = await moveCall(tx, {
    org: call.org,
    callId: call.id,
    from: ['executing'],
    to: state,
    finished_at: room.clock.now(),
    problem: JSON.stringify('problem' in outcome ? outcome.problem : null),
  });
  if (!moved) return null;
  // it says "call again", and who does that with the same key must not be told so again for a day
  if (state === 'failed') await releaseIdempotencyKey(tx, call.id);
  const sealed = await room.vault.payloads.put(tx, {
    org: call.org,
    kind: 'result',
    plaintext: encodeOutcome(outcome),
  });
  await tx.updateTable('calls').set({ result_payload: sealed.id }).where('id', '=', call.id).execute();
  await room.audit.append(tx, interruptedEvent(call, state, sealed.commitment));
  return { ...call, state };
}
