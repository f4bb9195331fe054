import type { Claim, Decision } from '@agentport/engine';
import {
  type CallFacts,
  type Claimed,
  claimAnswered,
  claimFresh,
  fenceOf,
  type Permit,
  readCall,
} from '../approvals/index.ts';
import { isOverLimit, type OverLimit } from '../limits/index.ts';
import type { Tx } from '../storage/database.ts';
import { callFacts } from './call-facts.ts';
import type { GatewayCall, GatewayContext } from './request.ts';
import type { Rooms } from './rooms.ts';

/** How often a decision is made again because something it relied on moved meanwhile. */
const DECISIONS_MAX = 3;

/**
 * Makes the decision durable and, when allowed or approved, takes the one permit: one transaction, before any effect.
 * @param decideAgain inspects and decides anew, for when a fence value moved
 */
export async function claim(
  rooms: Rooms,
  call: GatewayCall,
  first: Decision,
  context: GatewayContext,
  decideAgain: () => Decision,
): Promise<Claim<Permit>> {
  const facts = callFacts(rooms, call, context);
  let decision = first;
  for (let attempt = 1; attempt <= DECISIONS_MAX; attempt++) {
    const deciding = decision;
    const claimed = await rooms.db.unit((tx) => claimOnce(rooms, tx, call, facts, deciding));
    if (isOverLimit(claimed)) {
      await noteRefusal(rooms, facts, claimed);
      return claimed;
    }
    if (claimed.kind !== 'moved') {
      // a call that policy allowed at once is nobody's to watch
      if (claimed.kind !== 'permit' || call.request.kind === 'resume') await announce(rooms, call);
      return claimed;
    }
    await rooms.refresh(); // another gateway may have moved it, and only the database knows
    decision = decideAgain();
  }
  const moved: Decision = { ...decision, effect: 'deny', reasons: [{ code: 'policy_moved', detail: MOVED }] };
  const denied = await rooms.db.unit((tx) => claimOnce(rooms, tx, call, facts, moved));
  if (denied.kind === 'moved') throw new Error('a denial cannot be overtaken');
  await announce(rooms, call);
  return denied;
}

const MOVED = 'something it relied on changed while it was decided. Call again.';

async function claimOnce(
  rooms: Rooms,
  tx: Tx,
  call: GatewayCall,
  facts: CallFacts,
  decision: Decision,
): Promise<Claimed> {
  const fence = fenceOf(facts, {
    policyVersion: decision.policy.version,
    stopEpoch: rooms.stops.epoch(),
    agentEpoch: call.agent.kind === 'agent' ? call.agent.epoch : null,
    gateway: rooms.cluster.lease(),
  });
  if (call.request.kind === 'resume') return claimAnswered(rooms, tx, facts, decision, fence, call.moved);
  return claimFresh(rooms, tx, facts, decision, fence);
}

function noteRefusal(rooms: Rooms, facts: CallFacts, refused: OverLimit): Promise<void> {
  const { action, tokenId, address } = facts;
  return rooms.limits.note({ org: action.org, agentId: action.agent, tokenId, address, refused });
}

/** Tells whoever watches; the state is read back, so that word and record cannot differ. */
async function announce(rooms: Rooms, call: GatewayCall): Promise<void> {
  const row = await readCall(rooms.db.read, call.agent.org, call.id);
  if (!row) return;
  rooms.changes.announce({
    callId: row.id,
    approvalId: row.approval?.id ?? null,
    agentId: row.agent_id,
    state: row.state,
  });
}
