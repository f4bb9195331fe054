import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Headers the SDK may see. Everything else stays outside: the token and cookies are not its business, and what
 * proxies claim (X-Forwarded-*, Forwarded, X-Original-URL) is believed by nobody (T58).
 */
const SEEN_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type', 'last-event-id']);

/**
 * A request as the SDK takes it. Its body is not in it: the SDK gets the value of the strict parser (T105), because
 * its own JSON.parse would hide duplicate keys and unsafe integers.
 */
export function webRequest(raw: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw.headers)) {
    if (typeof value === 'string' && (SEEN_HEADERS.has(name) || name.startsWith('mcp-'))) {
      headers.set(name, value);
    }
  }
  // Only the method and headers are read; a fixed address keeps a forged Host out.
  return new Request('http://agentport.invalid/mcp', { method: raw.method ?? 'GET', headers, signal });
}

/** Writes what the SDK answered; streams go out as they come. */
export async function sendResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  const streams = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (streams) response.headers.set('cache-control', 'no-store, no-transform');
  if (streams || response.body === null) return reply.send(response);
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.send(await response.text());
}
