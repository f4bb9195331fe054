import type { Outcome, Problem, Progress } from '@agentport/engine';
import { finishCall, interruptedRead, unknownOutcome } from '../approvals/index.ts';
import { Fault } from '../kernel/fault.ts';
import { callFacts } from './call-facts.ts';
import type { GatewayTypes } from './request.ts';
import type { Rooms } from './rooms.ts';

/**
 * Something broke. Before a permit was claimed nothing has happened and the caller is told so. Afterwards nobody knows,
 * so the call is recorded as unknown (a read as failed: it changed nothing); when not even that can be written it stays
 * open, and the next start surfaces it. Never throws.
 */
export async function fault(
  rooms: Rooms,
  error: unknown,
  progress: Progress<GatewayTypes>,
): Promise<Outcome> {
  const callId = progress.call?.id ?? null;
  rooms.logger.error({ call: callId, error: describe(error) }, 'a call broke');
  const problem = publicProblem(error);
  if (progress.call === null || progress.permit === null) return { kind: 'refused', callId, problem };
  const { id, action } = progress.call;
  const outcome = action.risk === 'read' ? interruptedRead(id) : unknownOutcome(id);
  try {
    await finishCall(rooms, callFacts(rooms, progress.call, null), outcome);
  } catch (second) {
    rooms.logger.error({ call: callId, error: describe(second) }, 'an outcome could not be recorded');
  }
  return outcome;
}

function publicProblem(error: unknown): Problem {
  if (error instanceof Fault) {
    return { code: error.code, message: error.message, ...(error.details ? { details: error.details } : {}) };
  }
  return {
    code: 'internal',
    message: 'The gateway failed before anything was sent. Try again; tell an operator if it stays.',
  };
}

/** For the log only: class and message of an error and its cause, no values. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const cause = error.cause === undefined ? '' : ` <- ${describe(error.cause)}`;
  return `${error.name}: ${error.message}${cause}`;
}
