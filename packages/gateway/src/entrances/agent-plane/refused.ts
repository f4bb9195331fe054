import type { ErrorCode } from '@agentport/contract';
import type { JsonObject, Refused } from '@agentport/engine';
import { Fault } from '../../kernel/fault.ts';

/** An entrance's own "no": the request could not even be read. Decisions are made behind `enforce()`. */
export function refused(code: ErrorCode, message: string, details?: JsonObject): Refused {
  return {
    kind: 'refused',
    callId: null,
    problem: { code, message, ...(details === undefined ? {} : { details }) },
  };
}

export function isRefused(value: object): value is Refused {
  return 'kind' in value && value.kind === 'refused';
}

/** A fault's public face as an answer; anything else that was thrown shows nothing of itself. */
export function refusedByFault(error: unknown): Refused {
  if (error instanceof Fault) return refused(error.code, error.message, error.details);
  return refused('internal', 'Something went wrong in the gateway. Try again, or tell its operator.');
}
