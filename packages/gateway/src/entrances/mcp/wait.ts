import type { Outcome } from '@agentport/engine';
import type { ServerContext } from '@modelcontextprotocol/server';
import type { McpDeps } from './deps.ts';
import { reportWaiting } from './progress.ts';
import type { Visit } from './visit.ts';

/** One tool call on its way: who asked, and the SDK's context of the request. */
export interface Asking {
  readonly visit: Visit;
  readonly ctx: ServerContext;
}

/**
 * Holds a pending call until a person has answered, the time is over, or the client has cancelled or gone.
 * @param until ms UTC
 */
export async function holdPending(
  deps: McpDeps,
  { visit, ctx }: Asking,
  outcome: Outcome,
  until: number,
): Promise<Outcome> {
  if (outcome.kind !== 'pending') return outcome;
  const timeoutMs = until - deps.clock.now();
  if (timeoutMs <= 0) return outcome;
  const { org, id: agentId } = visit.asked.agent;
  const stop = reportWaiting(deps.clock, ctx, outcome.approval);
  try {
    return await deps.approvals.hold(outcome, { org, agentId, timeoutMs, signal: endOfInterest(visit, ctx) });
  } finally {
    stop();
  }
}

/** The client said "cancelled", or its socket is gone. Either ends our wait and leaves the question standing. */
function endOfInterest(visit: Visit, ctx: ServerContext): AbortSignal {
  return AbortSignal.any([visit.gone, ctx.mcpReq.signal]);
}
