import type { ErrorCode } from '@agentport/contract/codes';
import type { JsonObject } from '@agentport/engine';

/**
 * An error with two faces: a stable code and a public sentence for whoever asked, a private cause for the log.
 * Only `code`, `message` and `details` ever leave the gateway.
 */
export class Fault extends Error {
  readonly code: ErrorCode;
  readonly details: JsonObject | undefined;

  /**
   * @param message public sentence that says what to do
   * @param options.cause private, logged only
   */
  constructor(code: ErrorCode, message: string, options: { details?: JsonObject; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.details = options.details;
  }
}
