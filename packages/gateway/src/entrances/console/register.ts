import { readFile } from 'node:fs/promises';
import path from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Random } from '../../kernel/random.ts';
import { pagePolicy } from '../server/security-headers.ts';

export interface ConsoleDeps {
  /** the folder the console was built into, with `index.html` and `assets/` */
  readonly dist: string;
  readonly publicUrl: () => string;
  readonly random: Random;
}

/**
 * What the console routes by itself, as its own table of scenes and doors has it; a test compares the two. Everything
 * else at the root stays JSON 404.
 */
const PAGES = [
  '/',
  '/setup',
  '/sign-in',
  '/sign-in/company',
  '/invitation',
  '/approvals',
  '/approvals/decided',
  '/approvals/waiting',
  '/approvals/:id',
  '/overview',
  '/activity',
  '/activity/sessions',
  '/activity/sessions/:agent/:session',
  '/agents',
  '/agents/:id',
  '/agents/:id/connect',
  '/connections',
  '/connections/:name',
  '/policy',
  '/playground',
  '/people',
  '/settings',
  '/account',
] as const;

const NOT_BUILT =
  'The console is not built yet. Run "npm run build" in the repository, then load this page again.\n';

/**
 * The console: one static page for all its paths, without data and without asking who reads it. A link from a chat or
 * a mail therefore opens as it is; the page then fetches from the operators' plane, where the sign-in is asked for.
 */
export async function registerConsole(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  await app.register(staticFiles, {
    root: path.join(deps.dist, 'assets'),
    prefix: '/assets/',
    index: false,
    decorateReply: false,
    dotfiles: 'deny',
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
  });
  const page = (request: FastifyRequest, reply: FastifyReply) => sendPage(deps, request, reply);
  app.get('/push-worker.js', (_, reply) => sendWorker(deps, reply));
  for (const path of PAGES) app.get(path, page);
}

async function sendPage(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const publicUrl = deps.publicUrl();
  if (request.headers.host?.toLowerCase() !== new URL(publicUrl).host) {
    // Cookies and passkeys belong to one name. The target begins with our own origin and a slash: it can't lead away.
    return reply.redirect(`${publicUrl}${request.url}`, 302);
  }
  const shell = await readShell(deps.dist);
  if (shell === null) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
  const nonce = deps.random.bytes(16).toString('base64');
  return reply
    .header('content-security-policy', pagePolicy(nonce))
    .type('text/html; charset=utf-8')
    .send(shell.replaceAll('__NONCE__', nonce));
}

/** Shows messages in a browser; asked for anew each time, so that a newer one takes its place at once. */
async function sendWorker(deps: ConsoleDeps, reply: FastifyReply): Promise<FastifyReply> {
  const worker = await readFile(path.join(deps.dist, 'push-worker.js'), 'utf8').catch(() => null);
  if (worker === null) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
  return reply.type('text/javascript; charset=utf-8').send(worker);
}

/** Read anew for each page: it is small, and a console built later is there at once. */
async function readShell(dist: string): Promise<string | null> {
  try {
    return await readFile(path.join(dist, 'index.html'), 'utf8');
  } catch {
    return null;
  }
}
