import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import type { InterruptedCode, NotSentCode } from './answer.ts';
import { interruptedCode, notSentCode } from './classify-failure.ts';
import type { McpOperation } from './mcp-wire.ts';

/** How an operation on an MCP server can end without a result. */
export type McpFailure =
  | { readonly kind: 'not_sent'; readonly code: NotSentCode; readonly cause: unknown }
  | { readonly kind: 'interrupted'; readonly code: InterruptedCode; readonly cause: unknown }
  /** the server's HTTP layer refused it, or redirected (3xx); maybe already while the session was set up */
  | { readonly kind: 'rejected'; readonly status: number; readonly callLeft: boolean }
  /** a complete answer of the protocol that is not a result; `message` is the server's text */
  | { readonly kind: 'protocol_error'; readonly message: string; readonly callLeft: boolean };

/** An operation that ended without a result, and how. */
export class McpEnded extends Error {
  readonly failure: McpFailure;

  constructor(failure: McpFailure) {
    super(`The operation on the MCP server ended: ${failure.kind}.`);
    this.name = 'McpEnded';
    this.failure = failure;
  }
}

/** @param why set when we ourselves gave up */
export function mcpFailure(
  error: unknown,
  operation: McpOperation,
  why: 'timeout' | 'aborted' | null,
): McpFailure {
  const { callLeft } = operation;
  if (operation.redirect !== null) return { kind: 'rejected', status: operation.redirect, callLeft };
  if (why !== null) {
    return { kind: callLeft ? 'interrupted' : 'not_sent', code: why, cause: error };
  }
  if (error instanceof McpEnded) return error.failure;
  const links = chain(error);
  const http = links.find((link) => SdkHttpError.isInstance(link));
  if (http) return { kind: 'rejected', status: http.status, callLeft };
  const protocol = links.find((link) => ProtocolError.isInstance(link));
  if (protocol) return { kind: 'protocol_error', message: protocol.message, callLeft };
  // It wants input from a person or a model (elicitation, sampling): nobody here may answer for them.
  if (links.some((link) => SdkError.isInstance(link) && link.code === SdkErrorCode.UnsupportedResultType)) {
    const message = 'The server asks for input, which the gateway does not give.';
    return { kind: 'protocol_error', message, callLeft };
  }
  if (callLeft) {
    const code = operation.tooLarge
      ? 'too_large'
      : protocolMishap(links)
        ? 'bad_answer'
        : lowest(links, interruptedCode);
    return { kind: 'interrupted', code, cause: error };
  }
  return { kind: 'not_sent', code: lowest(links, notSentCode), cause: error };
}

const MISHAPS: ReadonlySet<string> = new Set([
  SdkErrorCode.InvalidResult,
  SdkErrorCode.ClientHttpUnexpectedContent,
]);

function protocolMishap(links: readonly unknown[]): boolean {
  return links.some((link) => SdkError.isInstance(link) && MISHAPS.has(link.code));
}

/** `fetch` wraps what happened; the innermost error says it. */
function lowest<C>(links: readonly unknown[], classify: (error: unknown) => C): C {
  return classify(links.at(-1));
}

function chain(error: unknown): unknown[] {
  const links: unknown[] = [];
  for (let link = error; link !== undefined && link !== null && links.length < 8; ) {
    links.push(link);
    link = link instanceof Error ? link.cause : undefined;
  }
  return links;
}
