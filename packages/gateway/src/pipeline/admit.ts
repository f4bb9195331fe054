import type { Refused } from '@agentport/engine';
import { authenticate } from './authenticate.ts';
import type { GateRequest, KnownAgent } from './request.ts';
import type { Rooms } from './rooms.ts';

/**
 * Who asks, and whether one more call of theirs is taken up at all. Every call counts, whatever becomes of it; an
 * approved call that goes on was counted when it was asked, and the gateway's own calls are part of an agent's.
 */
export async function admit(rooms: Rooms, request: GateRequest): Promise<KnownAgent | Refused> {
  const agent = await authenticate(rooms, request);
  if (agent.kind === 'refused' || request.kind !== 'call') return agent;
  const refused = await rooms.limits.admit({ org: agent.org, agentId: agent.id, agentName: agent.name });
  if (refused === null) return agent;
  const { id: agentId, org, tokenId } = agent;
  await rooms.limits.note({ org, agentId, tokenId, address: request.caller.address, refused });
  return refused;
}
