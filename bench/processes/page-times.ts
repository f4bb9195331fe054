import { request } from 'node:http';
import { ROUTES, type RouteReply } from '../../packages/contract/src/index.ts';
import { serve } from '../harness/serve.ts';

/** Asks the lists a person's pages ask, one after another over the control socket, and says how long the gateway took. */

interface Order {
  readonly socket: string;
  readonly times: number;
}

/** What each page asks for, with the filters that make the gateway look furthest. */
const ASKED: readonly (readonly [name: string, target: string])[] = [
  ['approvals, waiting', '/api/v1/approvals?state=pending&limit=200'],
  ['approvals, decided', '/api/v1/approvals?state=decided&limit=50'],
  ['calls', '/api/v1/calls?limit=50'],
  ['calls, unknown outcome', '/api/v1/calls?state=outcome_unknown&limit=50'],
  ['log', '/api/v1/audit/entries?limit=100'],
  ['log, one agent', '/api/v1/audit/entries?limit=100&agent={agent}'],
  ['log, denied', '/api/v1/audit/entries?limit=100&show=denied'],
  ['log, setup changes', '/api/v1/audit/entries?limit=100&show=changes'],
  ['log, a text nobody wrote', '/api/v1/audit/entries?limit=100&text=not+there'],
  ['log, a risk', '/api/v1/audit/entries?limit=100&risk=destructive'],
  ['log, last hour', '/api/v1/audit/entries?limit=100&from={hour}'],
  ['log, a day ago', '/api/v1/audit/entries?limit=100&until={day}'],
  ['overview, 24 h', '/api/v1/overview?hours=24'],
  ['overview, 30 days', '/api/v1/overview?hours=720'],
  ['sessions', '/api/v1/sessions?limit=50'],
  ['agents', '/api/v1/agents'],
  ['connections', '/api/v1/connections'],
  ['policy versions', '/api/v1/policy/versions'],
  ['status', '/api/v1/status'],
];

export interface PageTime {
  readonly name: string;
  /** ms */
  readonly p50: number;
  readonly p95: number;
}

serve({}, async ({ socket, times }: Order) => {
  const countedMs = await untilCounted(socket);
  const agents = await ask<RouteReply<'listAgents'>>(socket, ROUTES.listAgents.path);
  const names: Record<string, string> = {
    agent: agents.items[0]?.id ?? '',
    hour: new Date(Date.now() - 3_600_000).toISOString(),
    day: new Date(Date.now() - 86_400_000).toISOString(),
  };
  const pages: PageTime[] = [];
  for (const [name, pattern] of ASKED) {
    const target = pattern.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(names[key] ?? ''));
    const taken: number[] = [];
    for (let turn = 0; turn < times; turn++) {
      const began = performance.now();
      await ask(socket, target);
      taken.push(performance.now() - began);
    }
    taken.sort((a, b) => a - b);
    pages.push({ name, p50: at(taken, 0.5), p95: at(taken, 0.95) });
  }
  return { pages, countedMs };
});

/** How long the gateway still counts what was loaded, ms. */
async function untilCounted(socket: string): Promise<number> {
  const began = performance.now();
  for (let turn = 0; turn < 100_000; turn++) {
    const { whole } = await ask<RouteReply<'overview'>>(socket, ROUTES.overview.path);
    if (whole) return performance.now() - began;
  }
  throw new Error('the log was not counted');
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function ask<T>(socketPath: string, path: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path }, (response) => {
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
