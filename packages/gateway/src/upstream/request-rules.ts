import type { Pair } from '@agentport/engine';

/** A request that must not leave as it is: a rule was broken before it came here. Names the part, never a value. */
export class RequestRefused extends Error {
  constructor(what: string) {
    super(`The request was not sent: ${what}.`);
    this.name = 'RequestRefused';
  }
}

// No underscore: servers that fold `_` and `-` together would read another header (CVE-2025-64484).
const HEADER_NAME = /^[a-z0-9][a-z0-9-]*$/;
// RFC 9110 §5.5 without obs-text: no CR, LF or NUL, nothing a peer could read as another line.
const HEADER_VALUE = /^[\x20-\x7e\t]*$/;
const PATH = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;

/** Headers about the connection itself: undici writes those that are needed. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers by which a request could become another one, or claim to come from someone else. */
const OVERRIDING_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'forwarded',
  'idempotency-key',
  'traceparent',
  'user-agent',
  'via',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
]);
const OVERRIDING_PREFIXES = ['proxy-', 'x-forwarded-', 'x-original-'];

/** @throws {RequestRefused} when the headers could be read in two ways */
export function checkHeaders(headers: readonly Pair[]): void {
  const seen = new Set<string>();
  for (const [name, value] of headers) {
    if (!HEADER_NAME.test(name)) throw new RequestRefused('a header name is not a plain lower-case token');
    if (!HEADER_VALUE.test(value)) throw new RequestRefused(`the header ${name} holds a control character`);
    if (CONNECTION_HEADERS.has(name))
      throw new RequestRefused(`the header ${name} belongs to the connection`);
    if (seen.has(name)) throw new RequestRefused(`the header ${name} appears twice`);
    seen.add(name);
  }
}

/**
 * @param slots headers the gateway itself fills for this call (credential, idempotency key): nobody else may
 * @throws {RequestRefused} when a wire brings a header only the gateway may send
 */
export function checkWireHeaders(headers: readonly Pair[], slots: ReadonlySet<string>): void {
  for (const [name] of headers) {
    const overriding =
      OVERRIDING_HEADERS.has(name) || OVERRIDING_PREFIXES.some((prefix) => name.startsWith(prefix));
    if (overriding || slots.has(name))
      throw new RequestRefused(`the header ${name} may not be set by a call`);
  }
}

/** @throws {RequestRefused} when a server could read the path as another one */
export function checkPath(path: string): void {
  if (!PATH.test(path)) throw new RequestRefused('the path is not percent-encoded');
  for (const segment of path.split('/')) {
    const plain = segment.replaceAll(/%2e/gi, '.');
    if (plain === '.' || plain === '..') throw new RequestRefused('the path holds a dot segment');
  }
}

/** @throws {RequestRefused} when a query field would change the method (Rails, Laravel) */
export function checkQuery(query: readonly Pair[]): void {
  if (query.some(([name]) => name.toLowerCase() === '_method')) {
    throw new RequestRefused('the query field _method may not be set by a call');
  }
}
