import type { Refused } from '@agentport/engine';
import { givenConnections } from '../agents/index.ts';
import { readCall } from '../approvals/index.ts';
import type { CallRequest, GateRequest, KnownAgent, Player } from './request.ts';
import type { Rooms } from './rooms.ts';

/** Who asks: the holder of a token, a person as a test agent, the agent whose approved call goes on, or the gateway itself. */
export async function authenticate(rooms: Rooms, request: GateRequest): Promise<KnownAgent | Refused> {
  switch (request.kind) {
    case 'call':
      return request.player ? byPlayer(rooms, request.player) : byToken(rooms, request);
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

/** Only an agent that was made for it can be played, so that nobody ever asks in the name of a real one. */
async function byPlayer(rooms: Rooms, { agent, operatorId }: Player): Promise<KnownAgent | Refused> {
  const known = await rooms.agents.find(rooms.org, agent);
  if (known === null || known.status === 'removed') return refused('not_found', 'There is no such agent.');
  if (!known.test) {
    const why = 'It is not a test agent: nobody can ask in its name.';
    return refused('not_a_test_agent', `${why} Create an agent for tests and play as that one.`);
  }
  if (known.status === 'stopped')
    return refused('agent_stopped', 'This agent is stopped. Start it again first.');
  const { id, org, name, epoch, connections } = known;
  return {
    ...{ kind: 'agent', id, org, name, epoch, tokenId: null, playedBy: operatorId },
    ...(connections === null ? {} : { connections }),
  };
}

function refused(code: string, message: string): Refused {
  return { kind: 'refused', callId: null, problem: { code, message } };
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
  return {
    kind: 'agent',
    ...known,
    ...givenConnections(connections),
    tokenId: call.requester_token,
    ...(call.played_by === null ? {} : { playedBy: call.played_by }),
  };
}
