import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GATEWAY_FLAGS } from '../../packages/cli/src/wire/gateway-process.ts';
import { type Child, start } from './child.ts';
import type { Measured } from './load.ts';

export interface GatewayReady {
  readonly url: string;
  readonly token: string;
}

/** Starts what a case needs and takes all of it down when the case ends, also when it fails. */
export interface Stage {
  process<Ready>(name: string, options?: object, nodeFlags?: readonly string[]): Promise<Child<Ready>>;
  gateway(
    yaml: string,
    options?: { home?: string; databaseUrl?: string | null; rootKeyFile?: string | null },
  ): Promise<Child<GatewayReady>>;
  folder(): string;
}

export async function onStage<T>(play: (stage: Stage) => Promise<T>): Promise<T> {
  const children: Child<unknown>[] = [];
  const folders: string[] = [];
  const stage: Stage = {
    async process<Ready>(name: string, options: object = {}, nodeFlags: readonly string[] = []) {
      const child = await start<Ready>(name, options, nodeFlags);
      children.push(child);
      return child;
    },
    gateway: (yaml, { home = stage.folder(), databaseUrl = null, rootKeyFile = null } = {}) =>
      stage.process<GatewayReady>('gateway', { home, yaml, databaseUrl, rootKeyFile }, GATEWAY_FLAGS),
    folder() {
      const folder = mkdtempSync(path.join(tmpdir(), 'agentport-bench-'));
      folders.push(folder);
      return folder;
    },
  };
  try {
    return await play(stage);
  } finally {
    for (const child of children.toReversed()) await child.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** The ceilings are counted for every call, and are out of reach. */
const LIMITS = [
  'limits:',
  '  calls_per_minute: 1000000',
  '  total_calls_per_minute: 1000000',
  '  concurrent_calls: 1000',
];
const CONNECTION_LIMITS = ['    limits:', '      concurrent_calls: 256', ''];

/** agentport.yaml with the bench's service behind it. */
export function benchYaml(url: string): string {
  return [
    ...LIMITS,
    'integrations:',
    '  bench:',
    '    api_key: $' + '{BENCH_KEY}',
    `    base_url: ${url}`,
    '    permissions:',
    '      get_item: auto_approve',
    '      put_note: auto_approve',
    ...CONNECTION_LIMITS,
  ].join('\n');
}

/** A question to people: a note, where `put_note` asks. */
export async function askNote({ url, token }: GatewayReady): Promise<string> {
  const answer = await fetch(`${url}/bench/put_note`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      prefer: 'respond-async',
    },
    body: JSON.stringify({ id: 1, text: 'a note that waits for a person' }),
  });
  if (answer.status !== 202) throw new Error(`the question was answered ${answer.status}`);
  return ((await answer.json()) as { approval: { id: string } }).approval.id;
}

/** agentport.yaml with an MCP server behind it. */
export function mcpYaml(url: string): string {
  return [
    ...LIMITS,
    'integrations:',
    '  tools:',
    '    integration: mcp',
    `    base_url: ${url}`,
    '    api_key: $' + '{BENCH_KEY}',
    '    permissions:',
    '      look_up: auto_approve',
    ...CONNECTION_LIMITS,
  ].join('\n');
}

/** How long one round of one candidate runs, ms. */
export const ROUND = { ms: 2_000, warmMs: 500 };

export interface HttpTarget {
  readonly url: string;
  readonly token: string | null;
  readonly path?: string;
  readonly body?: string;
}

export function httpLoad(load: Child<object>, target: HttpTarget, concurrency: number): Promise<Measured> {
  const order = { path: '/bench/get_item', body: '{"id":{n}}', ...target, ...ROUND, concurrency };
  return load.ask<Measured>(order);
}
