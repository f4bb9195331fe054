import { type HttpWire, type Pair, sha256Hex } from '@agentport/engine';
import { checkHeaders, checkPath, checkQuery, RequestRefused } from './request-rules.ts';

/** A request as the HTTP client gets it: nothing is added to it but Host, Connection and Content-Length. */
export interface Outgoing {
  readonly origin: string;
  readonly method: HttpWire['method'];
  /** path and query, encoded */
  readonly target: string;
  readonly headers: readonly Pair[];
  readonly body: Buffer;
}

/**
 * Writes a wire out as a request. Query names and values are encoded here, everything but RFC 3986 unreserved.
 * @throws {RequestRefused} when it could be read in two ways, or a read carries a body
 */
export function outgoingOf(wire: HttpWire, body: Uint8Array): Outgoing {
  checkPath(wire.path);
  checkQuery(wire.query);
  checkHeaders(wire.headers);
  if (wire.method === 'GET' && body.length > 0) throw new RequestRefused('a GET carries a body');
  const query = wire.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return {
    origin: wire.origin,
    method: wire.method,
    target: query === '' ? wire.path : `${wire.path}?${query}`,
    headers: wire.headers.map(([name, value]) => [name, value] as const),
    body: Buffer.from(body), // a copy: what was compared is what leaves
  };
}

/** Reads a request back into a wire, from what the HTTP client will send and nothing else. */
export function wireOf(outgoing: Outgoing): HttpWire {
  const mark = outgoing.target.indexOf('?');
  const path = mark < 0 ? outgoing.target : outgoing.target.slice(0, mark);
  const query =
    mark < 0
      ? []
      : outgoing.target
          .slice(mark + 1)
          .split('&')
          .map(decodePair);
  return {
    kind: 'http',
    method: outgoing.method,
    origin: outgoing.origin,
    path,
    query,
    headers: outgoing.headers,
    body_sha256: sha256Hex(outgoing.body),
    body_bytes: outgoing.body.length,
  };
}

/** The request with the headers only the gateway fills: the credential, the idempotency key, its own name. */
export function withSlots(outgoing: Outgoing, slots: readonly Pair[]): Outgoing {
  const headers = [...outgoing.headers, ...slots];
  checkHeaders(headers);
  return { ...outgoing, headers };
}

function encode(text: string): string {
  if (!text.isWellFormed()) throw new RequestRefused('the query holds half a surrogate pair');
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decodePair(field: string): Pair {
  const equals = field.indexOf('=');
  return [decodeURIComponent(field.slice(0, equals)), decodeURIComponent(field.slice(equals + 1))];
}
