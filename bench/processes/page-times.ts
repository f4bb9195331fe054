import { Agent, request } from 'node:http';
import { ROUTES, type RouteReply } from '../../packages/contract/src/index.ts';
import { ASKED } from '../harness/asked-pages.ts';
import { serve } from '../harness/serve.ts';

/** Asks what a person's pages ask, one after another as a signed-in browser, and says how long the gateway took. */

interface Order {
  readonly url: string;
  readonly cookie: string;
  /** which of the pages to ask for, and how often; without it: which there are */
  readonly page?: { readonly name: string; readonly target: string };
  readonly times: number;
}

/** A page as it is asked for in this installation. */
export interface AskedPage {
  readonly name: string;
  readonly target: string;
}

export interface PageTime {
  /** ms, as the one who asks sees it */
  readonly p95: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

serve({}, async (order: Order) => {
  if (order.page !== undefined) return { p95: await timeOf(order, order.page.target) };
  const countedMs = await untilCounted(order);
  return { pages: pagesOf(await namesOf(order)), countedMs };
});

function pagesOf(names: Record<string, string>): AskedPage[] {
  return ASKED.flatMap(([name, route, query]) => {
    const path = ROUTES[route].path.replace('/agents/{id}', '/agents/{agent}'); // elsewhere it is a request's
    const target = fill(query === undefined ? path : `${path}?${query}`, names);
    return target === null ? [] : [{ name, target }]; // the first measurement comes before there is a session
  });
}

async function timeOf(order: Order, target: string): Promise<number> {
  const taken: number[] = [];
  for (let turn = 0; turn < order.times; turn++) {
    const began = performance.now();
    await ask(order, target);
    taken.push(performance.now() - began);
  }
  taken.sort((a, b) => a - b);
  return taken[Math.min(taken.length - 1, Math.ceil(taken.length * 0.95) - 1)] ?? 0;
}

async function namesOf(order: Order): Promise<Record<string, string>> {
  const agents = await ask<RouteReply<'listAgents'>>(order, ROUTES.listAgents.path);
  const waiting = await ask<RouteReply<'listApprovals'>>(order, ROUTES.listApprovals.path);
  const sessions = await ask<RouteReply<'listSessions'>>(order, ROUTES.listSessions.path);
  const asking = agents.items.find(({ name }) => name.startsWith('bench-'))?.id ?? '';
  return {
    agent: asking,
    id: waiting.items.at(-1)?.id ?? '',
    session: sessions.items[0]?.session ?? '',
    entry: '0',
    name: 'bench',
    operation: 'put_note',
    hour: new Date(Date.now() - 3_600_000).toISOString(),
    day: new Date(Date.now() - 86_400_000).toISOString(),
  };
}

/** Null where something is not there yet. */
function fill(pattern: string, names: Record<string, string>): string | null {
  if ([...pattern.matchAll(/\{(\w+)\}/g)].some(([, key = '']) => !names[key])) return null;
  return pattern.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(names[key] ?? ''));
}

/** How long the gateway still counts what was loaded, ms. */
async function untilCounted(order: Order): Promise<number> {
  const began = performance.now();
  for (let turn = 0; turn < 100_000; turn++) {
    const { whole } = await ask<RouteReply<'overview'>>(order, ROUTES.overview.path);
    if (whole) return performance.now() - began;
  }
  throw new Error('the log was not counted');
}

function ask<T>({ url, cookie }: Order, path: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, url), { agent, headers: { cookie } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode} ${text}`));
        else resolve(JSON.parse(text) as T);
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}
