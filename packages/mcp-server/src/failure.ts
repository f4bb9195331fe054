import { SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';

/** The gateway could not be asked; the message is for the model and the person behind it. */
export class LinkFailure extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'LinkFailure';
  }
}

export function isSessionLost(error: unknown): boolean {
  return httpStatus(error) === 404;
}

/** @param when a request only leaves after connecting; before that, nothing was asked */
export function sentenceOf(error: unknown, endpoint: URL, when: 'connecting' | 'waiting'): string {
  const status = httpStatus(error);
  if (status === 401 || status === 403) {
    return `The gateway at ${endpoint.origin} does not accept AGENTPORT_TOKEN (${status}): it is wrong, expired, revoked, or its agent is stopped. Ask an operator for a new one; one that came by a code lies in the folder agentport/agents of your configuration, and without that file this program asks for a code again.`;
  }
  if (status !== null) {
    return `What answers at ${endpoint.href} is no AgentPort gateway, or is not ready (${status}). Check AGENTPORT_URL.`;
  }
  const code = networkCode(error);
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `No gateway answers at ${endpoint.origin} (${code}). Nothing was sent. Start it with "agentport start" or set AGENTPORT_URL, then call again.`;
  }
  if (when === 'connecting') {
    return `The gateway at ${endpoint.origin} cannot be reached (${code ?? 'no answer'}). Nothing was sent. Call again later.`;
  }
  if (isTimeout(error)) {
    return 'The gateway gave no answer in time. Whether the call was made is not known: look with list_my_approvals before you call again.';
  }
  return `The connection to the gateway broke before the answer came (${code ?? 'closed'}). Whether the call was made is not known: look with list_my_approvals before you call again.`;
}

function isTimeout(error: unknown): boolean {
  return error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout;
}

/** Of the error or of what caused it. */
function httpStatus(error: unknown): number | null {
  for (const link of causes(error)) {
    if (link instanceof SdkHttpError) return link.status;
    if (link.name === 'UnauthorizedError') return 401;
  }
  return null;
}

function networkCode(error: unknown): string | null {
  for (const link of causes(error)) {
    const { code } = link as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return code;
  }
  return null;
}

const DEPTH_MAX = 8;

function* causes(error: unknown): Generator<Error> {
  let link = error;
  for (let depth = 0; depth < DEPTH_MAX && link instanceof Error; depth += 1) {
    yield link;
    link = link instanceof AggregateError ? link.errors[0] : (link.cause ?? dataCause(link));
  }
}

/** The SDK keeps the cause of a failed negotiation among the error's data. */
function dataCause(error: Error): unknown {
  if (!(error instanceof SdkError) || typeof error.data !== 'object' || error.data === null) return null;
  return (error.data as { cause?: unknown }).cause;
}
