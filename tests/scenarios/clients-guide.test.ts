import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { runCli } from '../support/cli.ts';
import { startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temp.ts';
import { openClientStage } from './clients-stage.fixture.ts';

const GUIDES = new URL('../../docs/guides/', import.meta.url);
const CLIENTS = readdirSync(new URL('clients/', GUIDES)).toSorted((a, b) => a.localeCompare(b));
const BRIDGE = new URL('../../packages/mcp-server/bin/agentport-mcp-server.js', import.meta.url).pathname;
const GATEWAY = 'http://localhost:3000';

const pages = new Map(
  ['connect-an-agent.md', ...CLIENTS.map((name) => `clients/${name}`)].map((name) => [
    name,
    readFileSync(new URL(name, GUIDES), 'utf8'),
  ]),
);

function blocks(page: string, language: string): string[] {
  const text = pages.get(page) ?? assert.fail(page);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block]) => block ?? '',
  );
}

/** What stands under "agentport" in a client's configuration, whatever it is wrapped in. */
interface Entry {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const entryOf = (configuration: unknown): Entry => {
  for (let at = configuration, depth = 0; depth < 4 && typeof at === 'object' && at !== null; depth += 1) {
    if ('agentport' in at) return at.agentport as Entry;
    const within: Readonly<Record<string, unknown>> = { ...at };
    at = within.mcpServers ?? within.servers ?? within.mcp;
  }
  return assert.fail(`no entry: ${JSON.stringify(configuration)}`);
};

/** The part of TOML that the guides use: tables, and keys with strings, numbers and lists of strings. */
function readToml(text: string): Record<string, Record<string, unknown>> {
  const tables: Record<string, Record<string, unknown>> = {};
  let table: Record<string, unknown> = {};
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, name] = /^\[([\w.]+)\]$/.exec(line) ?? [];
    const [, key, value] = /^(\w+) = (.+)$/.exec(line) ?? [];
    if (name !== undefined) {
      table = {};
      tables[name] = table;
    } else table[key ?? assert.fail(line)] = JSON.parse(value ?? '');
  }
  return tables;
}

function entries(): { page: string; entry: Entry }[] {
  return [...pages.keys()].flatMap((page) => {
    const json = blocks(page, 'json').map((text) => entryOf(JSON.parse(text)));
    const toml = blocks(page, 'toml').map((text): Entry => {
      const tables: Partial<Record<string, Record<string, unknown>>> = readToml(text);
      const { bearer_token_env_var: variable, ...server } = tables['mcp_servers.agentport'] ?? {};
      const headers = variable === undefined ? {} : { headers: { Authorization: `Bearer \${${variable}}` } };
      const env = tables['mcp_servers.agentport.env'];
      return { ...server, ...headers, ...(env === undefined ? {} : { env: env as Record<string, string> }) };
    });
    return [...json, ...toml].map((entry) => ({ page, entry }));
  });
}

/** Every way a client writes "the token stands elsewhere". */
const TOKEN = /\$\{(env:)?AGENTPORT_TOKEN\}|\$\{input:agentport\}|ap_agent_…/;

async function namesAt(t: TestContext, transport: StdioClientTransport | StreamableHTTPClientTransport) {
  const client = new Client({ name: 'guide', version: '1.0.0' });
  await client.connect(transport);
  t.after(() => client.close());
  return (await client.listTools()).tools.map(({ name }) => name);
}

test('there is a guide for every client that is promised, and the table names each', () => {
  const promised = [
    'claude-code',
    'claude-desktop',
    'codex',
    'cursor',
    'gemini-cli',
    'http',
    'openclaw',
    'vscode',
  ];
  assert.deepEqual(
    CLIENTS,
    promised.map((name) => `${name}.md`),
  );
  for (const name of promised)
    assert.match(pages.get('connect-an-agent.md') ?? '', new RegExp(`clients/${name}\\.md`));
  for (const [page, text] of pages) {
    for (const [, target = ''] of text.matchAll(/\]\(([^)#:]+\.md)/g)) {
      assert.ok(existsSync(new URL(target, new URL(page, GUIDES))), `${page}: ${target}`);
    }
  }
});

test('every configuration by HTTP opens the gateway as it stands, with address and token put in', async (t) => {
  const { gateway } = await openClientStage(t);
  const { token } = await gateway.agent();
  const http = entries().filter(({ entry }) => entry.url !== undefined);
  assert.equal(http.length, 6);
  for (const { page, entry } of http) {
    const { Authorization = '' } = entry.headers ?? {};
    assert.match(Authorization, TOKEN, page);
    const url = new URL((entry.url ?? '').replace(GATEWAY, gateway.url));
    const headers = { Authorization: Authorization.replace(TOKEN, token) };
    const names = await namesAt(t, new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
    assert.ok(names.includes('stripe__list_customers'), page);
  }
});

test('every configuration of the bridge starts it, and without a token it offers connect', async (t) => {
  const { gateway } = await openClientStage(t);
  const bridges = entries().filter(({ entry }) => entry.command !== undefined);
  assert.equal(bridges.length, 7);
  for (const { page, entry } of bridges) {
    assert.deepEqual([entry.command, ...(entry.args ?? [])], ['npx', '-y', '@agentport/mcp-server'], page);
    const { AGENTPORT_URL = '', AGENTPORT_TOKEN } = entry.env ?? {};
    assert.equal(AGENTPORT_URL, GATEWAY, page);
    if (AGENTPORT_TOKEN !== undefined) continue;
    const env = {
      PATH: process.env.PATH ?? '',
      AGENTPORT_URL: gateway.url,
      XDG_CONFIG_HOME: temporaryDirectory(t),
    };
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [BRIDGE],
      env,
      stderr: 'ignore',
    });
    assert.deepEqual(await namesAt(t, transport), ['connect'], page);
  }
});

test('every agentport command of the guides has the options it is shown with', async (t) => {
  const lines = [...pages.values()].flatMap((text) =>
    [...text.matchAll(/npx agentport ([^\n`]+)/g)].map(([, line]) => line ?? ''),
  );
  assert.ok(lines.length > 10);
  for (const line of lines) {
    const words = (line.split(' -- ')[0] ?? '').split(' ');
    const command = words
      .filter((word) => /^[a-z]+$/.test(word))
      .slice(0, words[0] === 'agents' || words[0] === 'operations' ? 2 : 1);
    const help = await runCli(t, [...command, '--help']);
    assert.equal(help.exitCode, 0, line);
    for (const [option] of line.split(' -- ')[0]?.matchAll(/--[a-z-]+/g) ?? []) {
      assert.ok(help.stdout.includes(option), `${line}: ${option}`);
    }
  }
});

test('the requests of the guide do what it says: list, run, ask', async (t) => {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const said: string[] = [];
  for (const script of blocks('clients/http.md', 'sh run')) {
    const child = startProcess({
      command: 'sh',
      args: ['-c', script],
      env: { AGENTPORT_URL: stage.gateway.url, AGENTPORT_TOKEN: token },
    });
    assert.equal((await child.exited).code, 0, child.stderr());
    said.push(child.stdout());
  }
  const [listed, ran, asked] = said;
  assert.match(listed ?? '', /"create_refund"/);
  assert.match(ran ?? '', /@example\.com/);
  const [approval] = await stage.questions(id);
  assert.match(asked ?? '', new RegExp(`^HTTP/1.1 202[\\s\\S]*location: \\S*/v1/approvals/${approval}`, 'i'));
  const shown = await stage.gateway.operator.send('GET', `/api/v1/approvals/${approval}`);
  assert.match(shown.text, /ordered twice/);
});
