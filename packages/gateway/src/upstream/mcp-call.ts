import type { JsonObject, Pair } from '@agentport/engine';
import type { Dispatcher } from 'undici';
import { interruptedCode, notSentCode } from './classify-failure.ts';
import { EventLines } from './mcp-events.ts';
import { McpEnded } from './mcp-failure.ts';
import type { McpOperation } from './mcp-wire.ts';
import { checkHeaders } from './request-rules.ts';

/** A `tools/call` within a session of 2025 or older, written by ourselves. */
export interface CallRequest {
  readonly dispatcher: Dispatcher;
  readonly server: URL;
  /** of this call, unlike any the SDK gives */
  readonly id: string;
  readonly params: { readonly name: string; readonly arguments: JsonObject };
  readonly sessionId: string | undefined;
  readonly protocolVersion: string;
  readonly operation: McpOperation;
  /** takes what a stream carries beside the answer: notifications, and questions of the server */
  readonly onOther: (message: unknown) => void;
}

/**
 * Sends one call and reads its answer, JSON or an event stream. The SDK's client does the same in three times the time
 * (`fetch`, streams, a schema for every message); it still opens the session and answers whatever else comes in.
 * @returns the `result` member of the answer
 * @throws {McpEnded} when there is none
 */
export function sendCall(request: CallRequest): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const body = JSON.stringify({
    method: 'tools/call',
    params: request.params,
    jsonrpc: '2.0',
    id: request.id,
  });
  const headers = headersOf(request);
  checkHeaders(headers);
  const handler = new CallHandler(request, { resolve, reject });
  try {
    const { pathname, search } = request.server;
    request.dispatcher.dispatch(
      { path: pathname + search, method: 'POST', headers: headers.flat(), body },
      handler,
    );
  } catch (error) {
    handler.onResponseError(null, error);
  }
  return promise;
}

function headersOf({ sessionId, protocolVersion, operation }: CallRequest): Pair[] {
  return [
    ['content-type', 'application/json'],
    ['accept', 'application/json, text/event-stream'],
    ['accept-encoding', 'identity'], // nothing to unpack, no bomb
    ['mcp-protocol-version', protocolVersion],
    ...(sessionId === undefined ? [] : [['mcp-session-id', sessionId] as const]),
    ...(operation.slot ? [operation.slot] : []),
  ];
}

interface Settle {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

class CallHandler implements Dispatcher.DispatchHandler {
  readonly #request: CallRequest;
  readonly #settle: Settle;
  readonly #chunks: Buffer[] = [];
  #events: EventLines | null = null;
  #received = 0;
  #abort: (() => void) | null = null;

  constructor(request: CallRequest, settle: Settle) {
    this.#request = request;
    this.#settle = settle;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { operation } = this.#request;
    const { signal } = operation;
    if (signal.aborted) {
      controller.abort(new Error('already given up'));
      return;
    }
    operation.callLeft = true;
    this.#abort = () => controller.abort(new Error('given up'));
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    const { operation } = this.#request;
    if (status >= 300) {
      if (status < 400) operation.redirect = status;
      this.#fail(controller, { kind: 'rejected', status, callLeft: true });
      return;
    }
    const type = String(headers['content-type'] ?? '')
      .split(';', 1)[0]
      ?.trim()
      .toLowerCase();
    const coding = headers['content-encoding'] ?? 'identity';
    if (coding !== 'identity') this.#fail(controller, interrupted('bad_encoding'));
    else if (type === 'text/event-stream') this.#events = new EventLines();
    else if (type !== 'application/json') this.#fail(controller, interrupted('bad_answer'));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { operation } = this.#request;
    this.#received += chunk.length;
    if (this.#received > operation.bytesMax) {
      operation.tooLarge = true;
      this.#fail(controller, interrupted('too_large'));
    } else if (this.#events === null) this.#chunks.push(Buffer.from(chunk));
    else for (const data of this.#events.take(chunk)) this.#read(controller, data);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#events === null) this.#read(controller, Buffer.concat(this.#chunks).toString('utf8'));
    // nothing happens here when the answer came already
    this.#end(new McpEnded(interrupted(this.#events === null ? 'bad_answer' : 'reset')));
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: unknown): void {
    const left = this.#request.operation.callLeft;
    this.#end(
      new McpEnded(
        left
          ? { kind: 'interrupted', code: interruptedCode(error), cause: error }
          : { kind: 'not_sent', code: notSentCode(error), cause: error },
      ),
    );
  }

  #read(controller: Dispatcher.DispatchController, text: string): void {
    const message = readMessage(text);
    if (message === null) this.#fail(controller, interrupted('bad_answer'));
    else if (message.id !== this.#request.id || 'method' in message) this.#request.onOther(message);
    else if ('result' in message) {
      this.#release();
      this.#settle.resolve(message.result);
    } else this.#end(new McpEnded({ kind: 'protocol_error', message: errorText(message), callLeft: true }));
  }

  #fail(controller: Dispatcher.DispatchController, failure: McpEnded['failure']): void {
    this.#end(new McpEnded(failure));
    controller.abort(new Error('given up'));
  }

  #end(error: McpEnded): void {
    this.#release();
    this.#settle.reject(error);
  }

  #release(): void {
    if (this.#abort) this.#request.operation.signal.removeEventListener('abort', this.#abort);
  }
}

function readMessage(text: string): Record<string, unknown> | null {
  try {
    const message: unknown = JSON.parse(text);
    const isObject = typeof message === 'object' && message !== null && !Array.isArray(message);
    return isObject ? (message as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function interrupted(code: 'bad_encoding' | 'bad_answer' | 'too_large' | 'reset'): McpEnded['failure'] {
  return { kind: 'interrupted', code, cause: null };
}

function errorText({ error }: Record<string, unknown>): string {
  const text = typeof error === 'object' && error !== null && 'message' in error ? error.message : null;
  return typeof text === 'string' ? text : 'The server answered with an error.';
}
