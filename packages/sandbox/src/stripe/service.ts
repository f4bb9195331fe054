import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { listenOnLoopback, readBody } from '../loopback.ts';
import { type Effect, StripeApi } from './api.ts';
import { echoAnswer } from './echo.ts';
import type { Answer } from './idempotency.ts';
import { dropMidReply, sendBomb, sendDripping, sendOversized, sendTwice } from './misbehave.ts';
import { type Mode, type ModeScope, ModeSwitch } from './mode.ts';

const BODY_BYTES_MAX = 1024 * 1024;

export interface StripeOptions {
  /** The one key that is accepted. */
  readonly key: string;
  readonly port?: number;
  /** Unix milliseconds; used for `created` of new objects. */
  readonly now?: () => number;
}

export interface StripeService {
  readonly url: string;
  /** Writes that really happened, in order. */
  readonly effects: readonly Effect[];
  /** Changes how the service answers from now on; `mode({ kind: 'normal' })` ends it. */
  mode(mode: Mode, scope?: ModeScope): void;
  /** Forgets everything and plants the seed again. */
  reset(): void;
  close(): Promise<void>;
}

/** A small Stripe of our own on 127.0.0.1. It speaks real shapes and errors, and it can be told to misbehave. */
export async function startStripe(options: StripeOptions): Promise<StripeService> {
  const now = options.now ?? Date.now;
  const modes = new ModeSwitch();
  let api = new StripeApi(options.key, now);
  const server = createServer((req, res) => {
    serve(api, modes, req, res).catch(() => res.destroy());
  });
  const listening = await listenOnLoopback(server, options.port);
  return {
    url: listening.url,
    get effects() {
      return api.effects;
    },
    mode: (mode, scope = {}) => modes.set(mode, scope),
    reset() {
      api = new StripeApi(options.key, now);
      modes.set({ kind: 'normal' }, {});
    },
    close: listening.close,
  };
}

async function serve(
  api: StripeApi,
  modes: ModeSwitch,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
  const mode = modes.take(req.method ?? 'GET', path);
  if (stopsAt(mode, 'on_accept', res)) return;
  const body = await readBody(req, BODY_BYTES_MAX);
  if (body === null) {
    res.writeHead(413).end();
    return;
  }
  if (stopsAt(mode, 'after_body', res) || (await replaced(mode, req, res))) return;
  const answer = api.handle({
    method: req.method ?? 'GET',
    target: req.url ?? '/',
    headers: req.headers,
    body: body.toString('utf8'),
  });
  if (stopsAt(mode, 'after_effect', res)) return;
  await reply(mode, answer, res);
}

/** Hangs or drops at its moment. */
function stopsAt(mode: Mode, moment: string, res: ServerResponse): boolean {
  if (mode.kind === 'hang') return mode.when === moment;
  if (mode.kind !== 'drop' || mode.when !== moment) return false;
  res.destroy();
  return true;
}

/** Answers that take the place of the real one: the service did no work. */
async function replaced(mode: Mode, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  switch (mode.kind) {
    case 'echo': {
      const credential = (req.headers.authorization ?? '').replace(/^\w+ /, '');
      const answer = echoAnswer(mode, credential);
      res.writeHead(answer.status, answer.headers).end(answer.body);
      return true;
    }
    case 'oversized':
      await sendOversized(res, mode.bytes, mode.declared ?? false);
      return true;
    case 'bomb':
      await sendBomb(res, mode.bytes);
      return true;
    case 'status':
      if (mode.effect) return false;
      sendStatus(mode, res);
      return true;
    default:
      return false;
  }
}

async function reply(mode: Mode, answer: Answer, res: ServerResponse): Promise<void> {
  switch (mode.kind) {
    case 'slow':
      await wait(mode.ms, undefined, { ref: false });
      break;
    case 'drip':
      return sendDripping(res, answer, mode.ms);
    case 'drop':
      return dropMidReply(res, answer);
    case 'two_answers':
      return sendTwice(res, answer);
    case 'status':
      return sendStatus(mode, res);
    default:
      break;
  }
  res.writeHead(answer.status, answer.headers).end(answer.body);
}

function sendStatus(mode: Extract<Mode, { kind: 'status' }>, res: ServerResponse): void {
  const retry = mode.retry_after_s === undefined ? {} : { 'Retry-After': String(mode.retry_after_s) };
  const type = mode.status === 429 ? 'rate_limit_error' : 'api_error';
  const message =
    mode.status === 429 ? 'Too many requests hit the API too quickly.' : 'Something went wrong on our end.';
  res.writeHead(mode.status, { 'Content-Type': 'application/json', ...retry });
  res.end(JSON.stringify({ error: { message, type } }));
}
