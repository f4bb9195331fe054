import type { CallFacts } from './call-facts.ts';
import { type Permit, sealPermit } from './permit.ts';
import type { ApprovalsRoom } from './room.ts';

/** A permit is made in the moment it is used; it only has to outlive the way to the socket, ms. */
const PERMIT_LIVES_MS = 60_000;

/** Makes the single-use right to forward one call. Only a claim may call this. */
export function mintPermit(
  room: Pick<ApprovalsRoom, 'vault' | 'newId' | 'clock'>,
  facts: Pick<CallFacts, 'id' | 'action' | 'actionSha256'>,
): Permit {
  const { action } = facts;
  return sealPermit(room.vault, {
    id: room.newId('pmt'),
    call_id: facts.id,
    org: action.org,
    agent_id: action.agent,
    connection_id: action.connection.id,
    connection_version: action.connection.version,
    definition_sha256: action.integration.definition_sha256,
    action_sha256: facts.actionSha256,
    expires_at: room.clock.now() + PERMIT_LIVES_MS,
  });
}
