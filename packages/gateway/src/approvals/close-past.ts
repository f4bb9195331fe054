import type { AuditReport } from '../audit/index.ts';
import type { Tx } from '../storage/database.ts';
import type { CallState } from '../storage/schema/calls.ts';
import { dbNow } from '../storage/time.ts';
import { type CallRow, moveCall, readCall } from './store.ts';

export interface ClosedPast {
  /** calls that may have been sent after the backup; a person says what became of each */
  readonly unknown: number;
  /** reads that were open; asking again does no harm */
  readonly ended: number;
}

const OPEN: readonly CallState[] = ['pending', 'approved', 'executing'];

/**
 * Ends everything that was open in a database that comes from the past. What the backup shows as a question or as an
 * approval may have been approved, sent and finished after it was taken, and nothing here can tell: so whatever can
 * change something becomes an unknown outcome, which is never sent again and which its agent cannot ask for anew, until
 * a person has looked in the service.
 */
export async function closePast(
  tx: Tx,
  parts: {
    readonly append: (report: AuditReport) => Promise<unknown>;
    readonly actor: string;
    readonly now: number;
  },
): Promise<ClosedPast> {
  const open = await tx.selectFrom('calls').select(['id', 'org']).where('state', 'in', OPEN).execute();
  const closed = { unknown: 0, ended: 0 };
  for (const { id, org } of open) {
    const call = await readCall(tx, org, id);
    if (call === null) continue;
    const to =
      call.risk === 'read' ? await endRead(tx, call, parts.now) : await makeUnknown(tx, call, parts.now);
    if (to === 'outcome_unknown') closed.unknown += 1;
    else closed.ended += 1;
    await parts.append({
      kind: 'call.finished',
      actor: parts.actor,
      org,
      agent: call.agent_id,
      session: call.session,
      connection: call.connection_id,
      operation: call.operation,
      call: call.id,
      approval: call.approval?.id ?? null,
      permit: call.permit_id,
      action_sha256: call.action_sha256,
      intent_sha256: call.intent_sha256,
      outcome: to,
      details: { before: call.state },
    });
  }
  return closed;
}

/** There is one way to an unknown outcome, and the database holds everybody to it: through every step before it. */
async function makeUnknown(tx: Tx, call: CallRow, now: number): Promise<CallState> {
  const { org, id: callId } = call;
  await moveCall(tx, { org, callId, from: ['pending'], to: 'approved' });
  await moveCall(tx, { org, callId, from: ['approved'], to: 'executing' });
  await moveCall(tx, { org, callId, from: ['executing'], to: 'outcome_unknown', finished_at: now });
  await tx
    .updateTable('approvals')
    .set({ decided_at: dbNow })
    .where('call_id', '=', callId)
    .where('decided_at', 'is', null)
    .execute();
  return 'outcome_unknown';
}

async function endRead(tx: Tx, { org, id: callId, state }: CallRow, now: number): Promise<CallState> {
  const to: CallState = state === 'pending' ? 'expired' : state === 'approved' ? 'permit_expired' : 'failed';
  await moveCall(tx, { org, callId, from: [state], to, finished_at: now });
  return to;
}
