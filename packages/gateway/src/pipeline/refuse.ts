import type { Refused } from '@agentport/engine';
import { type CallRow, moveCall, playedDetails, readCall } from '../approvals/index.ts';
import { isOverLimit } from '../limits/index.ts';
import type { GateRequest, KnownAgent } from './request.ts';
import type { Rooms } from './rooms.ts';

/** Longest name of a connection or operation that goes into an entry; what an agent sends has no bound of its own. */
const NAME_MAX = 64;

/**
 * Records a request that was refused before anything was decided. Requests without a known agent are counted by the
 * entrance and logged, not written down one by one: whoever has no token must not be able to fill the disk.
 */
export async function refuse(
  rooms: Rooms,
  request: GateRequest,
  agent: KnownAgent | null,
  refused: Refused,
): Promise<Refused> {
  if (request.kind === 'resume') {
    await giveUp(rooms, request.org, request.callId, refused);
    return refused;
  }
  // counted and summed up by the room of limits: a flood must not become a flood of lines
  if (isOverLimit(refused)) return refused;
  if (agent === null) {
    rooms.logger.warn({ code: refused.problem.code }, 'a caller was not recognised');
    return refused;
  }
  await rooms.db.unit((tx) =>
    rooms.audit.append(tx, {
      kind: 'call.refused',
      actor: agent.id,
      org: agent.org,
      agent: agent.id,
      token_id: agent.tokenId,
      session: request.kind === 'call' ? request.session : null,
      operation: request.operation.slice(0, NAME_MAX),
      outcome: 'refused',
      requester_address: request.kind === 'call' ? request.caller.address : null,
      details: {
        problem: refused.problem.code,
        connection: request.connection.slice(0, NAME_MAX),
        ...playedDetails(agent.playedBy),
      },
    }),
  );
  return refused;
}

/** An approved call that can no longer be built is not sent. */
async function giveUp(rooms: Rooms, org: string, callId: string, refused: Refused): Promise<void> {
  const row: CallRow | null = await readCall(rooms.db.read, org, callId);
  if (row?.state !== 'approved') return;
  const withdrawn = await rooms.db.unit(async (tx) => {
    const moved = await moveCall(tx, {
      org,
      callId,
      from: ['approved'],
      to: 'withdrawn',
      finished_at: rooms.clock.now(),
      problem: JSON.stringify(refused.problem),
    });
    if (!moved) return false;
    await rooms.audit.append(tx, {
      kind: 'approval.withdrawn',
      actor: 'system:approvals',
      org,
      agent: row.agent_id,
      call: callId,
      approval: row.approval?.id ?? null,
      details: { problem: refused.problem.code },
    });
    return true;
  });
  if (!withdrawn) return;
  rooms.changes.announce({
    callId,
    approvalId: row.approval?.id ?? null,
    agentId: row.agent_id,
    state: 'withdrawn',
  });
}
