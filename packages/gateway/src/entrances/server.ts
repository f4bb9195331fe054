import type { Socket } from 'node:net';
import { errorBody } from '@agentport/contract/codes';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import { answerError } from './server/errors.ts';
import { requireOwnHost } from './server/host.ts';
import { acceptOnlyStrictJson } from './server/json-body.ts';
import { createPaths, type Paths } from './server/paths.ts';
import { securityHeaders } from './server/security-headers.ts';

export { pagePolicy, securityHeaders } from './server/security-headers.ts';

/** bytes of a request body */
const BODY_BYTES_MAX = 1024 * 1024;

export interface ServerOptions {
  /** `socket` is the local control socket: no browser reaches it, so it has no Host to check */
  readonly door: 'network' | 'socket';
  /** the origin people and clients know; asked for each request, since a free port is known late */
  readonly publicUrl: () => string;
  readonly logger: Logger;
  readonly random: Random;
  /** PEM, when it speaks HTTPS itself */
  readonly tls?: { readonly cert: string; readonly key: string } | null;
  /** whose X-Forwarded-For counts: the rightmost address that is none of theirs is the client's (T101) */
  readonly isTrusted?: (address: string) => boolean;
}

/**
 * The HTTP server every entrance registers with. Bodies are strict JSON, answers carry the security headers, errors
 * the contract's body, and nothing a client says about itself (`X-Forwarded-*`) is believed unless a proxy that was named
 * says it (T101).
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { logger, publicUrl, random } = options;
  const app: FastifyInstance = fastify({
    logger: false,
    trustProxy: options.isTrusted ?? false,
    ...(options.tls ? { https: { ...options.tls, minVersion: 'TLSv1.2' as const } } : {}),
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 30_000,
    forceCloseConnections: true,
    requestIdHeader: false,
    genReqId: () => `req_${random.bytes(10).toString('hex')}`,
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket),
    frameworkErrors: (error, request, reply) => {
      setHeaders(request, reply, publicUrl());
      answerError(logger, error, request, reply);
    },
  });
  acceptOnlyStrictJson(app);

  const paths = createPaths();
  app.addHook('onRoute', ({ method, url }) => paths.add(method, url));
  app.addHook('onRequest', async (request, reply) => {
    setHeaders(request, reply, publicUrl());
    if (options.door === 'network') requireOwnHost(request, publicUrl());
  });
  app.addHook('onResponse', async (request, reply) => {
    // the route's pattern, never the path or query: ids, and sometimes tokens, travel in those
    const { method, routeOptions, id } = request;
    const fields = { request: id, method, route: routeOptions.url ?? null, status: reply.statusCode };
    logger.debug({ ...fields, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
  app.setErrorHandler((error, request, reply) => answerError(logger, error, request, reply));
  app.setNotFoundHandler((request, reply) => answerMissing(paths, request, reply));
  return app;
}

const HEADERS_OF_HTTP = Object.entries(securityHeaders(false));
const HEADERS_OF_HTTPS = Object.entries(securityHeaders(true));

/** Not for localhost: strict transport would hold for every other program of that machine, too. */
function isPublicHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https:') && !publicUrl.startsWith('https://localhost');
}

function setHeaders(request: FastifyRequest, reply: FastifyReply, publicUrl: string): void {
  const headers = isPublicHttps(publicUrl) ? HEADERS_OF_HTTPS : HEADERS_OF_HTTP;
  for (const [name, value] of headers) reply.raw.setHeader(name, value);
  reply.raw.setHeader('agentport-request', request.id);
}

/** JSON for every unknown path: clients probe `/.well-known/…` and OAuth paths and must not meet a page. */
function answerMissing(paths: Paths, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?', 1)[0] ?? '/';
  const methods = paths.methodsOf(path);
  if (methods.length > 0 && !methods.includes(request.method)) {
    const allow = methods.join(', ');
    const message = `This path does not take ${request.method}. It takes ${allow}.`;
    reply.code(405).header('allow', allow).send(errorBody('method_not_allowed', message));
    return;
  }
  const message =
    'There is nothing at this path. Calls go to POST /{connection}/{operation}; /openapi.json lists the rest.';
  reply.code(404).send(errorBody('not_found', message));
}

/** A request that is not HTTP, or whose headers are too large: no request object exists, so the bytes are written here. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(errorBody('invalid_request', 'This is not a request that HTTP/1.1 allows.'));
  const headers = {
    ...securityHeaders(false),
    'content-type': 'application/json; charset=utf-8',
    connection: 'close',
  };
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) });
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n${body}`);
}
