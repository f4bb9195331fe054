import type { Dispatcher } from 'undici';
import type { Clock } from '../kernel/clock.ts';
import type { HttpAnswer } from './answer.ts';
import { interruptedCode, notSentCode } from './classify-failure.ts';
import { type BodyLimits, decodeBody } from './decode-body.ts';
import { allowedHeaders, headerOf } from './response-headers.ts';

export interface ExchangeOptions {
  readonly clock: Clock;
  /** for the whole exchange: connecting, sending, the last byte of the answer */
  readonly timeoutMs: number;
  readonly limits: BodyLimits;
  readonly signal: AbortSignal | null;
}

type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * One request and its answer, as the handler undici calls. `onRequestStart` is the last thing undici does before it
 * writes to the socket: until then nothing has left, from then on something may have.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<HttpAnswer>;
  readonly #options: ExchangeOptions;
  readonly #settle: (answer: HttpAnswer) => void;
  readonly #release: () => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #received = 0;
  #status = 0;
  #headers: IncomingHeaders = {};
  #ended: HttpAnswer | null = null;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
    this.answer = promise;
    this.#settle = resolve;
    const abort = () => this.#stop('aborted');
    const cancelDeadline = options.clock.after(options.timeoutMs, () => this.#stop('timeout'));
    options.signal?.addEventListener('abort', abort, { once: true });
    this.#release = () => {
      cancelDeadline();
      options.signal?.removeEventListener('abort', abort);
    };
    if (options.signal?.aborted) abort();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#ended) controller.abort(new Error('already given up'));
    else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHeaders): void {
    if (status < 200) return; // interim answers (RFC 9110 §15.2) say nothing about the outcome
    this.#status = status;
    this.#headers = headers;
    if (Number(headerOf(headers, 'content-length') ?? 0) > this.#options.limits.bytesMax)
      this.#stop('too_large');
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#received > this.#options.limits.bytesMax) this.#stop('too_large');
    else this.#chunks.push(Buffer.from(chunk));
  }

  onResponseEnd(): void {
    if (!this.#ended) void this.#complete();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** The dispatcher itself refused, or the connection broke. */
  fail(error: unknown): void {
    if (this.#controller) this.#end({ kind: 'interrupted', code: interruptedCode(error), cause: error });
    else this.#end({ kind: 'not_sent', code: notSentCode(error), cause: error });
  }

  async #complete(): Promise<void> {
    const raw = Buffer.concat(this.#chunks);
    const decoded = await decodeBody(raw, headerOf(this.#headers, 'content-encoding'), this.#options.limits);
    if (!decoded.ok) {
      this.#end({ kind: 'interrupted', code: decoded.code, cause: null });
      return;
    }
    this.#end({
      kind: 'answered',
      status: this.#status,
      headers: allowedHeaders(this.#headers),
      bytes: decoded.bytes,
      redirect: this.#status >= 300 && this.#status < 400 && this.#status !== 304,
    });
  }

  #stop(code: 'timeout' | 'aborted' | 'too_large'): void {
    if (this.#ended) return;
    const controller = this.#controller;
    if (controller) this.#end({ kind: 'interrupted', code, cause: null });
    else this.#end({ kind: 'not_sent', code: code === 'timeout' ? 'timeout' : 'aborted', cause: null });
    controller?.abort(new Error(code));
  }

  #end(answer: HttpAnswer): void {
    if (this.#ended) return;
    this.#ended = answer;
    this.#release();
    this.#settle(answer);
  }
}
