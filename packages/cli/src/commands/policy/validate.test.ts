import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCli, temporaryFolder } from '../../stand-in.fixture.ts';

const MAIN = new URL('../../../../gateway/src/main.ts', import.meta.url).pathname;

async function validated(t: TestContext, yaml: string | null, ...more: string[]) {
  const folder = temporaryFolder(t);
  if (yaml !== null) writeFileSync(path.join(folder, 'agentport.yaml'), yaml);
  const env = { PATH: process.env.PATH ?? '' };
  const ran = await runCli(['policy', 'validate', ...more], { cwd: folder, env, gatewayMain: MAIN });
  return { ...ran, left: readdirSync(folder) };
}

const GOOD =
  'integrations:\n  stripe:\n    api_key: $' +
  '{STRIPE_KEY}\n    permissions:\n      list_customers: auto_approve\n';

test('a file that could be applied ends with 0, without its secrets and without leaving anything behind', async (t) => {
  const ran = await validated(t, GOOD);
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /valid {2}1 connections, 1 tiers, 0 rules/);
  assert.deepEqual(ran.left, ['agentport.yaml']);
});

test('what is wrong is said with file, line, column and what to do, and ends with 1', async (t) => {
  const CASES: readonly (readonly [string, RegExp])[] = [
    [
      GOOD.replace('api_key', 'api_kee'),
      /agentport\.yaml:3:5: Unknown key "api_kee"\. Did you mean "api_key"\?/,
    ],
    [
      GOOD.replace('list_customers', 'list_custmers'),
      /agentport\.yaml:\d+: .*Did you mean "list_customers"\?/,
    ],
    [GOOD.replace('auto_approve', 'sometimes'), /agentport\.yaml:5:\d+: /],
    [GOOD.replace('stripe:', 'strpe:'), /Did you mean "stripe"\?/],
    ['integrations: [', /agentport\.yaml:\d+:\d+: This is not valid YAML/],
  ];
  for (const [yaml, expected] of CASES) {
    const ran = await validated(t, yaml);
    assert.equal(ran.code, 1, yaml);
    assert.match(ran.stdout, expected);
  }
});

test('machines get line and column as numbers', async (t) => {
  const ran = await validated(t, GOOD.replace('api_key', 'api_kee'), '-o', 'json');
  const body = JSON.parse(ran.stdout) as Record<string, unknown>;
  assert.deepEqual([body.ok, body.code, body.line, body.column], [false, 'config_invalid', 3, 5]);
});

test('a file that is not there is an error with its name', async (t) => {
  const ran = await validated(t, null, 'other.yaml');
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /other\.yaml cannot be read \(ENOENT\)/);
});
