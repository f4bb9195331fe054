import type { Refused } from '@agentport/engine';
import { givenConnections } from '../agents/index.ts';
import { readCall } from '../approvals/index.ts';
import type { CallRequest, GateRequest, KnownAgent } from './request.ts';
import type { Rooms } from './rooms.ts';

/** Who asks: the holder of a token, the agent whose approved call goes on, or the gateway itself. */
export async function authenticate(rooms: Rooms, request: GateRequest): Promise<KnownAgent | Refused> {
  switch (request.kind) {
    case 'call':
      return byToken(rooms, request);
    case 'resume':
      return byCall(rooms, request.org, request.callId);
    case 'system':
      return {
        kind: 'system',
        id: `system:${request.purpose}`,
        org: request.org,
        name: `system:${request.purpose}`,
        epoch: 0,
        tokenId: null,
      };
  }
}

async function byToken(rooms: Rooms, { token, caller }: CallRequest): Promise<KnownAgent | Refused> {
  const known = await rooms.limits.authenticate(token, caller.address);
  return known.kind === 'refused' ? known : { ...known.agent, tokenId: known.tokenId };
}

/** The agent of an approved call as it stands now; its stopped or removed state is for the claim's fence to judge. */
async function byCall(rooms: Rooms, org: string, callId: string): Promise<KnownAgent | Refused> {
  const call = await readCall(rooms.db.read, org, callId);
  const agent = call
    ? await rooms.db.read
        .selectFrom('agents')
        .select(['id', 'org', 'name', 'epoch', 'connections'])
        .where('id', '=', call.agent_id)
        .executeTakeFirst()
    : undefined;
  if (!call || !agent) {
    const message = 'The agent of this call no longer exists.';
    return { kind: 'refused', callId, problem: { code: 'not_found', message } };
  }
  const { connections, ...known } = agent;
  return { kind: 'agent', ...known, ...givenConnections(connections), tokenId: call.requester_token };
}
