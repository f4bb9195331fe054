import { ERRORS, type ErrorCode, errorBody } from '@agentport/contract/codes';
import { StrictJsonError } from '@agentport/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../../kernel/fault.ts';
import type { Logger } from '../../kernel/logger.ts';
import { notJson } from './json-body.ts';

/** Every error as the contract's body. What we did not foresee is `internal`, and its details go to the log only. */
export function answerError(
  logger: Logger,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const fault = asFault(error);
  if (fault.code === 'internal') {
    const route = request.routeOptions.url ?? null;
    logger.error({ request: request.id, route, problem: describe(error) }, 'a request failed');
  }
  const seconds = fault.details?.retry_after_s;
  if (typeof seconds === 'number') reply.header('retry-after', String(seconds));
  reply.code(ERRORS[fault.code]).send(errorBody(fault.code, fault.message, fault.details));
}

export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof StrictJsonError) return fromStrictJson(error);
  const known = isCoded(error) ? FRAMEWORK[error.code] : undefined;
  if (known) return known();
  if (isMissingFile(error)) return new Fault('not_found', 'There is nothing at this path.');
  return new Fault('internal', 'Something went wrong in the gateway. Its log says more.', { cause: error });
}

function fromStrictJson(error: StrictJsonError): Fault {
  const code: ErrorCode = error.code === 'too_large' ? 'body_too_large' : 'invalid_json';
  const where =
    error.path === '' ? `character ${error.offset}` : `character ${error.offset}, at ${error.path}`;
  return new Fault(code, `The body cannot be read as JSON. ${error.message} (${where})`, {
    details: { problem: error.code, path: error.path, offset: error.offset },
  });
}

const FRAMEWORK: Readonly<Record<string, () => Fault>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Fault('body_too_large', 'The body is larger than 1 MiB. Send less.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: notJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Fault('invalid_request', 'The body is not as long as Content-Length says. Send the whole body.'),
  FST_ERR_BAD_URL: () =>
    new Fault('invalid_request', 'The path cannot be decoded. Percent-encode it as UTF-8.'),
};

function isCoded(error: unknown): error is { code: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}

/** How the static file server says that a path names no file, or leads out of its folder. */
function isMissingFile(error: unknown): boolean {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : null;
  return status === 403 || status === 404;
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.stack : undefined;
  return { stack: error.stack, ...(cause === undefined ? {} : { cause }) };
}
