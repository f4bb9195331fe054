import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { may, ROUTES, type Route, type RouteId } from '@agentport/contract';
import { matchPath } from '../src/router/match-path.ts';
import { fakeRoutes } from './fake-routes.ts';
import { type FakeOptions, type FakeState, fakeState } from './fake-state.ts';
import { Refusal } from './refusal.ts';

export interface FakeGateway {
  readonly url: string;
  readonly state: FakeState;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const BODY_BYTES_MAX = 100_000;

/**
 * A stand-in for the gateway: serves the built console under the real content security policy and answers its API
 * from memory. For developing and testing pages only; it decides nothing and reaches nobody.
 * @param port 0 takes a free one
 */
export async function startFakeGateway(
  directory: string,
  options: FakeOptions & { port?: number } = {},
): Promise<FakeGateway> {
  const state = fakeState(options);
  const server = createServer((request, response) => {
    answer(request, response, directory, state).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
  state: FakeState,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake.invalid');
  if (url.pathname === ROUTES.events.path) return events(request, response, state);
  if (url.pathname.startsWith('/api/')) return api(request, response, url, state);
  if (url.pathname.startsWith('/assets/')) return asset(response, directory, url.pathname);
  return shell(response, directory);
}

/** The same page for every path, with a fresh nonce and the policy of the real gateway. */
async function shell(response: ServerResponse, directory: string): Promise<void> {
  const nonce = randomBytes(16).toString('base64url');
  const page = await readFile(join(directory, 'index.html'), 'utf8');
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  response.end(page.replaceAll('__NONCE__', nonce));
}

async function asset(response: ServerResponse, directory: string, path: string): Promise<void> {
  try {
    const bytes = await readFile(join(directory, 'assets', basename(path)));
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

function events(request: IncomingMessage, response: ServerResponse, state: FakeState): void {
  if (!state.signedIn) {
    response.writeHead(401).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': open\n\n');
  const listener = (change: unknown) => response.write(`data: ${JSON.stringify(change)}\n\n`);
  state.listeners.add(listener);
  request.on('close', () => state.listeners.delete(listener));
}

async function api(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  state: FakeState,
): Promise<void> {
  try {
    const [id, params] = routeOf(request.method ?? 'GET', url.pathname);
    if (state.failing.has(id)) throw new Refusal(503, 'storage_unavailable', 'The database is not there.');
    const open = ROUTES[id].access === 'public';
    if (!open && !state.signedIn) throw new Refusal(401, 'unauthenticated', 'Sign in first.');
    checkRole(state, id);
    checkChange(request, state, id);
    if (ROUTES[id].access === 'step_up') checkStepUp(state);
    const body = await readBody(request);
    if (request.method !== 'GET') state.changes.push({ route: id, body });
    const handler = fakeRoutes(state)[id];
    if (!handler) throw new Refusal(404, 'not_found', `The stand-in has no ${id}.`);
    send(response, 200, handler({ params, query: url.searchParams, body }), state);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, message } = error;
    send(response, status, { error: { code, message, retryable: false } }, state);
  }
}

function routeOf(method: string, path: string): [RouteId, Record<string, string>] {
  for (const [id, route] of Object.entries(ROUTES)) {
    const params = route.method === method ? matchPath(route.path, path) : null;
    if (params) return [id as RouteId, params];
  }
  throw new Refusal(404, 'not_found', 'There is nothing here.');
}

/** By the table of the real guard. What a page asked in vain is remembered: pages must not offer it. */
function checkRole(state: FakeState, id: RouteId): void {
  const { permission }: Route = ROUTES[id];
  const { role } = state.me.person;
  if (permission === undefined || may(role, permission)) return;
  state.refused.push(id);
  throw new Refusal(403, 'role_insufficient', `As ${role} you may not do this.`);
}

function checkChange(request: IncomingMessage, state: FakeState, id: RouteId): void {
  if (request.method === 'GET' || ROUTES[id].access === 'public') return;
  if (request.headers['x-agentport-csrf'] !== state.me.csrf_token) {
    throw new Refusal(403, 'csrf_missing', 'Load the page again.');
  }
}

function checkStepUp(state: FakeState): void {
  const until = state.me.step_up_until;
  if (until === null || Date.parse(until) <= state.now()) {
    throw new Refusal(403, 'step_up_required', 'Give your code again.');
  }
}

async function readBody(request: IncomingMessage): Promise<Record<string, string>> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > BODY_BYTES_MAX) throw new Refusal(413, 'body_too_large', 'Too large.');
  }
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
}

function send(response: ServerResponse, status: number, body: unknown, state: FakeState): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    date: new Date(state.now()).toUTCString(),
  });
  response.end(JSON.stringify(body));
}
