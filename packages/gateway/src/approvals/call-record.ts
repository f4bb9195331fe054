import type { Problem } from '@agentport/engine';
import type { Lease } from '../cluster/index.ts';
import type { Tx } from '../storage/database.ts';
import type { CallState } from '../storage/schema/calls.ts';
import type { CallFacts, StoredAction } from './call-facts.ts';
import type { ApprovalsRoom } from './room.ts';
import { insertCall } from './store.ts';

/** Writes the call's row and the sealed action it is about. */
export async function storeCall(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  start: { state: CallState; permitId: string | null; problem: Problem | null; gateway?: Lease },
): Promise<{ commitments: { args: string } }> {
  const { action } = facts;
  const now = room.clock.now();
  const sealed = await room.vault.payloads.put(tx, {
    org: action.org,
    kind: 'action',
    plaintext: encodeStoredAction(facts, start.state === 'pending'),
  });
  await insertCall(tx, {
    id: facts.id,
    org: action.org,
    agent_id: action.agent,
    connection_id: action.connection.id,
    operation: action.operation,
    risk: action.risk,
    session: action.session,
    state: start.state,
    intent_sha256: facts.intentSha256,
    action_sha256: facts.actionSha256,
    action_payload: sealed.id,
    idempotency_key: facts.idempotencyKey,
    permit_id: start.permitId,
    requester_address: facts.address,
    requester_token: facts.tokenId,
    played_by: facts.playedBy,
    created_at: now,
    executing_at: start.state === 'executing' ? now : null,
    finished_at: start.state === 'denied_by_policy' ? now : null,
    upstream_status: null,
    problem: start.problem ? JSON.stringify(start.problem) : null,
    result_payload: null,
    collected_at: null,
    gateway_id: start.gateway?.gateway ?? null,
    gateway_epoch: start.gateway?.epoch ?? null,
  });
  return { commitments: { args: sealed.commitment } };
}

/** @param later whether it may be sent from here: any other call's body is never read, and its digest is in the action */
function encodeStoredAction(facts: CallFacts, later: boolean): Buffer {
  const { body } = facts;
  const stored: StoredAction = {
    action: facts.action,
    body: later ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64') : null,
    note: facts.note,
    lookups: facts.lookups,
  };
  return Buffer.from(JSON.stringify(stored));
}

/** Reads back the sealed action of a call. */
export async function readStoredAction(
  room: Pick<ApprovalsRoom, 'vault'>,
  call: { action_payload: string },
): Promise<StoredAction> {
  const { plaintext } = await room.vault.payloads.get(call.action_payload);
  return JSON.parse(plaintext.toString('utf8')) as StoredAction;
}
