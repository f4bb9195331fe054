import type { FastifyRequest } from 'fastify';
import { Fault } from '../../kernel/fault.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'] as const;

/**
 * A page of another site can make its own name resolve to this machine (DNS rebinding, T64). Its requests then carry
 * that name in `Host`; only our own names are served.
 * @throws {Fault} unknown_host, invalid_request
 */
export function requireOwnHost(request: FastifyRequest, publicUrl: string): void {
  requireOneHost(request);
  const host = request.headers.host?.toLowerCase() ?? '';
  if (isOwnHost(host, publicUrl, request.socket.localPort)) return;
  throw new Fault(
    'unknown_host',
    'This gateway does not answer to this name. Use its own address; AGENTPORT_PUBLIC_URL sets it.',
  );
}

/** @param port the port this connection came in by */
export function isOwnHost(host: string, publicUrl: string, port: number | undefined): boolean {
  if (host === publicHost(publicUrl)) return true;
  return LOOPBACK.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

let known = { url: '', host: '' };

/** The same for every request of a gateway, so it is taken apart once. */
function publicHost(url: string): string {
  if (known.url !== url) known = { url, host: new URL(url).host };
  return known.host;
}

/** Two Host headers, or a full URL as target, are two answers to "which host?" (T57). */
function requireOneHost(request: FastifyRequest): void {
  const names = request.raw.rawHeaders.filter((_, index) => index % 2 === 0);
  const hosts = names.filter((name) => name.toLowerCase() === 'host').length;
  if (hosts <= 1 && (request.raw.url ?? '').startsWith('/')) return;
  throw new Fault('invalid_request', 'Name the host once, in the Host header, and only the path as target.');
}
