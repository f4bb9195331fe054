import { createHash, timingSafeEqual } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { listenOnLoopback } from './loopback.ts';
import { type Credential, type RecordedCall, withoutCredential } from './recorded-call.ts';

/** More than this of a body is forwarded but not kept. */
const KEPT_BYTES_MAX = 256 * 1024;
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

export interface RecorderOptions {
  /** Where the service listens, `http://127.0.0.1:PORT`. */
  readonly target: string;
  /** What must arrive in `Authorization`, exactly, in the form that `scheme` says; or what knows the tokens of the moment. */
  readonly credential: string | LiveTokens;
  /** `none` for a service that wants the key without a word before it; `Bearer` unless given */
  readonly scheme?: 'Bearer' | 'none';
  /** Written into each row, so that several recorders can share a log. */
  readonly service: string;
  /** JSON Lines, one row when a call has ended. */
  readonly logPath?: string;
  readonly port?: number;
  readonly now?: () => number;
}

/** Access tokens come and go. */
export interface LiveTokens {
  accepts(token: string): boolean;
  /** never written into the log */
  secrets(): readonly string[];
  /** where tokens are traded: nothing may arrive in `Authorization` there */
  readonly tokenPath: string;
}

export interface Recorder {
  readonly url: string;
  /** In order of arrival; `status` is null while a call is running and when it was cut. */
  readonly entries: readonly RecordedCall[];
  count(filter?: Partial<Pick<RecordedCall, 'method' | 'path' | 'credential' | 'status'>>): number;
  clear(): void;
  close(): Promise<void>;
}

/**
 * Stands in front of a service and writes down what arrived: an independent witness of what the gateway sent.
 * A call without exactly the right credential is answered 401 here and never reaches the service.
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const entries: RecordedCall[] = [];
  const server = createServer((req, res) => {
    const entry = arrived(req, options);
    entries.push(entry);
    keepBody(req, entry, options.credential);
    res.once('close', () => {
      entry.status = res.writableFinished ? res.statusCode : null;
      if (options.logPath) appendFileSync(options.logPath, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    });
    if (entry.credential === 'right') forward(req, res, options.target);
    else refuse(req, res, entry.credential);
  });
  const listening = await listenOnLoopback(server, options.port);
  return {
    url: listening.url,
    entries,
    count: (filter = {}) => entries.filter((entry) => equals(entry, filter)).length,
    clear: () => entries.splice(0),
    close: listening.close,
  };
}

function equals(entry: RecordedCall, filter: object): boolean {
  return Object.entries(filter).every(([name, value]) => entry[name as keyof RecordedCall] === value);
}

function arrived(req: IncomingMessage, options: RecorderOptions): RecordedCall {
  const url = new URL(req.url ?? '/', 'http://recorder.invalid');
  const hide = (text: string) => withoutSecrets(text, options.credential);
  return {
    at: new Date((options.now ?? Date.now)()).toISOString(),
    service: options.service,
    method: req.method ?? 'GET',
    path: hide(url.pathname),
    query: hide(url.search.slice(1)),
    content_type: req.headers['content-type'] ?? null,
    idempotency_key: header(req, 'idempotency-key'),
    body: null,
    body_bytes: 0,
    credential: judge(req.rawHeaders, url.pathname, options),
    status: null,
  };
}

function header(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name];
  return typeof value === 'string' ? value : null;
}

/** Node keeps only the first of several Authorization headers; two of them are never right. */
function judge(
  rawHeaders: readonly string[],
  path: string,
  { credential, scheme = 'Bearer' }: RecorderOptions,
): Credential {
  const values = rawHeaders.filter(
    (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'authorization',
  );
  const live = typeof credential === 'string' ? null : credential;
  if (live?.tokenPath === path) return values.length === 0 ? 'right' : 'wrong';
  if (values.length === 0) return 'missing';
  const [given = ''] = values;
  if (values.length > 1) return 'wrong';
  if (live !== null) return given.startsWith('Bearer ') && live.accepts(given.slice(7)) ? 'right' : 'wrong';
  const wanted = scheme === 'none' ? `${credential}` : `Bearer ${credential}`;
  return same(given, wanted) ? 'right' : 'wrong';
}

function withoutSecrets(text: string, credential: string | LiveTokens): string {
  const secrets = typeof credential === 'string' ? [credential] : credential.secrets();
  return secrets.reduce((clean, secret) => withoutCredential(clean, secret), text);
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function keepBody(req: IncomingMessage, entry: RecordedCall, credential: string | LiveTokens): void {
  const kept: Buffer[] = [];
  req.on('data', (chunk: Buffer) => {
    if (entry.body_bytes < KEPT_BYTES_MAX) kept.push(chunk);
    entry.body_bytes += chunk.length;
  });
  req.on('end', () => {
    const text = withoutSecrets(Buffer.concat(kept).toString('utf8'), credential);
    entry.body = parsed(text, entry.content_type ?? '');
  });
}

function parsed(text: string, contentType: string): unknown {
  if (text === '') return null;
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  if (!contentType.includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refuse(req: IncomingMessage, res: ServerResponse, credential: Credential): void {
  req.resume();
  res.writeHead(401, { 'Content-Type': 'application/json', 'X-Recorder': credential });
  res.end(
    JSON.stringify({
      error: { message: `The sandbox got a ${credential} credential.`, type: 'invalid_request_error' },
    }),
  );
}

/** Bodies stream both ways; a connection the service cuts is cut for the caller too. */
function forward(req: IncomingMessage, res: ServerResponse, target: string): void {
  const base = new URL(target);
  const out = request({
    host: base.hostname,
    port: base.port,
    method: req.method,
    path: req.url,
    headers: endToEnd(req.rawHeaders, base.host),
    agent: false,
  });
  out.on('response', (reply) => {
    res.writeHead(reply.statusCode ?? 502, endToEnd(reply.rawHeaders));
    reply.on('error', () => res.destroy());
    reply.on('aborted', () => res.destroy());
    reply.pipe(res);
  });
  out.on('error', () => res.destroy());
  res.on('close', () => out.destroy());
  req.pipe(out);
}

function endToEnd(rawHeaders: readonly string[], host?: string): string[] {
  const kept: string[] = host === undefined ? [] : ['Host', host];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.includes(lower) || (host !== undefined && lower === 'host')) continue;
    kept.push(name, rawHeaders[at + 1] ?? '');
  }
  return kept;
}
