import type { Decision, Outcome } from '@agentport/engine';
import type { Tx } from '../storage/database.ts';
import { pendingApproval } from './answers.ts';
import { askingOf, type CallFacts } from './call-facts.ts';
import { storeCall } from './call-record.ts';
import { deny } from './deny.ts';
import { callEvent } from './events.ts';
import type { ApprovalsRoom } from './room.ts';
import { insertApproval } from './store.ts';

/** Puts the question to people: the display is rendered once, now, and is the same for everybody who looks. */
export async function openQuestion(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  decision: Decision,
): Promise<Outcome> {
  const { action } = facts;
  const display = facts.display(decision.reasons);
  if (display.model.rows_omitted > 0) return deny(room, tx, facts, tooMuchToShow(decision));
  const asking = askingOf(facts);
  const about = { connectionId: action.connection.id, operation: action.operation };
  const tooMany = asking && (await room.limits.mayAsk(tx, asking, about, room.clock.now()));
  if (tooMany) return tooMany;
  const stored = await storeCall(room, tx, facts, { state: 'pending', permitId: null, problem: null });
  const sealed = await room.vault.payloads.put(tx, {
    org: action.org,
    kind: 'display',
    plaintext: Buffer.from(JSON.stringify(display.model)),
  });
  const approval = {
    id: room.newId('apr'),
    org: action.org,
    call_id: facts.id,
    approve_before: action.approve_before,
    execute_before: null,
    step_up: decision.obligations.some((obligation) => obligation.kind === 'step_up') ? 1 : 0,
    reasons: JSON.stringify(decision.reasons),
    policy_version: decision.policy.version,
    display_payload: sealed.id,
    display_sha256: display.sha256,
    display_version: display.model.v,
    decided_at: null,
  };
  await insertApproval(tx, approval);
  await room.telling.asked(tx, { approvalId: approval.id, agentId: action.agent, at: room.clock.now() });
  await room.audit.append(
    tx,
    callEvent(facts, 'call.pending', {
      decision,
      approval: approval.id,
      displaySha256: display.sha256,
      commitments: { ...stored.commitments, display: sealed.commitment },
    }),
  );
  return { kind: 'pending', callId: facts.id, approval: pendingApproval(approval, room.publicUrl()) };
}

/** What a person cannot be shown whole, a person cannot approve. */
function tooMuchToShow(decision: Decision): Decision {
  const detail = 'it holds more values than a person can be shown. Split it into smaller calls.';
  return { ...decision, effect: 'deny', reasons: [{ code: 'finding', rule: 'display', detail }] };
}
