import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Client,
  type Transport as ModernTransport,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startProcess } from '../support/process.ts';

/** What a tool call said, in the words that reach the model or the terminal. */
export interface Said {
  readonly text: string;
  readonly failed: boolean;
}

/** A real client, unmodified, connected as one agent. */
export interface RealClient {
  tools(): Promise<readonly string[]>;
  call(tool: string, args: Record<string, string | number>): Promise<Said>;
  close(): Promise<void>;
}

export interface Reach {
  /** the gateway's address */
  readonly url: string;
  readonly token: string;
  /** an empty directory of its own, for clients that keep files */
  readonly home: string;
}

export const CLIENTS: Readonly<Record<string, (reach: Reach) => Promise<RealClient>>> = {
  'SDK v1': oldSdk,
  'SDK v2, sessions': (reach) => newSdk('legacy', http(reach)),
  'SDK v2, 2026-07-28': (reach) => newSdk('auto', http(reach)),
  'stdio bridge': (reach) => newSdk('auto', bridgeTo(reach)),
  'Inspector, sessions': async (reach) => inspector(reach, 'legacy'),
  'Inspector, 2026-07-28': async (reach) => inspector(reach, 'modern'),
  mcporter: async (reach) => mcporter(reach),
  curl: async (reach) => curl(reach),
};

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const DEADLINE_MS = 60_000;

function said(answer: { readonly [member: string]: unknown }): Said {
  const blocks = (answer.content ?? []) as { text?: string }[];
  return { text: blocks.map(({ text = '' }) => text).join('\n'), failed: answer.isError === true };
}

async function oldSdk({ url, token }: Reach): Promise<RealClient> {
  const client = new OldClient({ name: 'plain-v1', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const transport = new OldTransport(new URL(`${url}/mcp`), { requestInit });
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => said(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

function http({ url, token }: Reach): ModernTransport {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  return new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit });
}

/** Our stdio bridge in a process of its own, as a client starts it. */
export function bridgeTo({ url, token }: Omit<Reach, 'home'>): StdioClientTransport {
  const program = join(REPOSITORY, 'packages/mcp-server/bin/agentport-mcp-server.js');
  return new StdioClientTransport({
    command: process.execPath,
    args: [program],
    env: { AGENTPORT_URL: url, AGENTPORT_TOKEN: token, PATH: process.env.PATH ?? '' },
  });
}

async function newSdk(mode: 'legacy' | 'auto', transport: ModernTransport): Promise<RealClient> {
  const client = new Client({ name: 'plain-v2', version: '2' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => said(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

/** Runs a command-line client to its end. */
async function run(home: string, args: readonly string[], command?: string) {
  const child = startProcess({
    args,
    cwd: home,
    env: { HOME: home, NO_COLOR: '1' },
    ...(command === undefined ? {} : { command }),
  });
  const timer = setTimeout(() => void child.killHard(), DEADLINE_MS);
  const { code } = await child.exited;
  clearTimeout(timer);
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

function inspector({ url, token, home }: Reach, era: 'legacy' | 'modern'): RealClient {
  const manifest = fileURLToPath(import.meta.resolve('@modelcontextprotocol/inspector/package.json'));
  const program = join(dirname(manifest), 'clients/launcher/build/index.js');
  const ask = async (method: string, ...more: string[]) => {
    const args = [program, '--cli', `${url}/mcp`, '--transport', 'http', '--protocol-era', era];
    const header = ['--header', `Authorization: Bearer ${token}`, '--method', method];
    return run(home, [...args, ...header, ...more]);
  };
  return {
    async tools() {
      const { stdout } = await ask('tools/list');
      return (JSON.parse(stdout) as { tools: { name: string }[] }).tools.map(({ name }) => name);
    },
    async call(tool, args) {
      const given = Object.entries(args).flatMap(([name, value]) => ['--tool-arg', `${name}=${value}`]);
      const { stdout, stderr, code } = await ask('tools/call', '--tool-name', tool, ...given);
      return { text: stdout + stderr, failed: code !== 0 || /"isError": ?true/.test(stdout) };
    },
    close: async () => undefined,
  };
}

function mcporter({ url, token, home }: Reach): RealClient {
  const program = fileURLToPath(import.meta.resolve('mcporter/cli'));
  const server = [
    ...['--http-url', `${url}/mcp`, '--allow-http', '--name', 'gw', '--no-oauth'],
    ...['--header', `Authorization=Bearer ${token}`],
  ];
  return {
    async tools() {
      const { stdout } = await run(home, [program, 'list', ...server, '--json']);
      return [...stdout.matchAll(/"name": "(\w+)"/g)].map(([, name]) => name ?? '');
    },
    async call(tool, args) {
      const given = Object.entries(args).map(([name, value]) => `${name}=${value}`);
      const { stdout, stderr, code } = await run(home, [program, 'call', ...server, tool, ...given]);
      return { text: stdout + stderr, failed: code !== 0 };
    },
    close: async () => undefined,
  };
}

/** The plain HTTP facade, as a shell script uses it. */
function curl({ url, token, home }: Reach): RealClient {
  const ask = (...args: string[]) =>
    run(home, ['-sS', '-H', `Authorization: Bearer ${token}`, '-w', '\n%{http_code}', ...args], 'curl');
  return {
    async tools() {
      const { stdout } = await ask(`${url}/v1/operations`);
      const body = stdout.slice(0, stdout.lastIndexOf('\n'));
      const { items } = JSON.parse(body) as { items: { connection: string; name: string }[] };
      return items.map(({ connection, name }) => `${connection}__${name}`);
    },
    async call(tool, args) {
      const path = tool.replace('__', '/');
      const json = ['-H', 'Content-Type: application/json', '--data', JSON.stringify(args)];
      const { stdout } = await ask(...json, `${url}/${path}`);
      return { text: stdout, failed: !stdout.endsWith('\n200') };
    },
    close: async () => undefined,
  };
}
