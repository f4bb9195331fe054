import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { startTestGateway } from '../support/gateway.ts';
import { startToolServer, type Tool } from './upstream-mcp.fixture.ts';

const GUIDE = readFileSync(
  join(import.meta.dirname, '..', '..', 'docs', 'guides', 'connect-an-mcp-server.md'),
  'utf8',
);
const KEY = 'upstream-token-not-real';

/** What the guide has in fences of one language. */
function blocks(language: string): string[] {
  return [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text ?? '',
  );
}

const TOOLS: readonly Tool[] = [
  { name: 'look_up', description: 'Looks a thing up', annotations: { readOnlyHint: true } },
  { name: 'drop_table', description: 'Drops a table' },
  { name: 'getUser', description: 'Reads a user', annotations: { readOnlyHint: true } },
  { name: 'rename', description: 'Renames a thing', annotations: { destructiveHint: false } },
  { name: 'wipe', description: 'Wipes a thing' },
  { name: 'hidden', description: 'Has a\u200b zero width space', annotations: { readOnlyHint: true } },
  { name: 'löschen', description: 'No plain name' },
  { name: 'same-name', description: 'One of two' },
  { name: 'sameName', description: 'The other' },
];

test('the guide to MCP servers holds with a real one: its file, its commands, and each row of its table', async (t) => {
  const server = await startToolServer(TOOLS, KEY);
  t.after(() => void server.close());
  const [yaml = ''] = blocks('yaml');
  const gateway = await startTestGateway(t, {
    yaml: yaml.replace('https://mcp.example.com/mcp', server.url),
    env: { TOOLS_KEY: KEY },
  });
  const cli = async (line: string, input?: string) => {
    const [, ...argv] = line.replace(/^npx /, '').split(/\s+/);
    const ran = await runCli(t, argv, {
      env: { AGENTPORT_DATA_DIR: gateway.dataDir },
      ...(input === undefined ? {} : { input }),
    });
    assert.equal(ran.exitCode, 0, `${line}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout + ran.stderr;
  };
  const [adding = '', refreshing = ''] = blocks('sh');
  const listed = await cli(refreshing.trim());
  for (const named of ['hidden', 'löschen', 'same']) assert.ok(listed.includes(named), listed);

  const { token } = await gateway.agent();
  const call = async (operation: string) => (await gateway.call(token, `tools.${operation}`, {})).status;
  assert.equal(await call('look_up'), 200, 'the tier of the file');
  assert.equal(await call('drop_table'), 403, 'the tier of the file');
  assert.equal(await call('get_user'), 200, 'readOnlyHint: a read');
  assert.equal(await call('hidden'), 200, 'its name is plain, only a text was cleaned');
  assert.deepEqual([await call('rename'), await call('wipe')], [202, 202], 'a person is asked');
  assert.equal(await call('same_name'), 404, 'two tools that would share a name are left out');
  const { body } = await gateway.operator.send('GET', '/api/v1/connections/tools/operations');
  const risks = Object.fromEntries(
    body.items.map(({ operation, risk }: { operation: string; risk: string }) => [operation, risk]),
  );
  assert.deepEqual(
    [risks.get_user, risks.rename, risks.wipe, risks.löschen],
    ['read', 'write', 'destructive', undefined],
  );

  server.tools = [...TOOLS.slice(1, 4), { name: 'brand_new', description: 'New' }];
  const changed = await cli(refreshing.trim());
  assert.match(changed, /brand_new/);
  assert.match(changed, /look_up/);
  assert.equal(await call('look_up'), 404, 'removed');

  const open = await startToolServer(TOOLS);
  t.after(() => void open.close());
  for (const line of adding.trim().split('\n')) {
    const [command = '', file] = line.split(' < ');
    const moved = command
      .replace('--name tools', '--name keyed')
      .replace(/--base-url \S+/, `--base-url ${file ? server.url : open.url}`);
    await cli(moved, file ? `${KEY}\n` : undefined);
  }
  assert.equal((await gateway.call(token, 'keyed.get_user', {})).status, 200);
  assert.equal((await gateway.call(token, 'docs.get_user', {})).status, 200);
});
