import type { ErrorCode } from '@agentport/contract';

/** Something this command cannot do, with the code scripts look at and the sentence people read. */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.details = options.details;
  }
}
