import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONNECTION } from '../connection.fixture.ts';
import { local, type Script } from '../stand-in.fixture.ts';

const INTEGRATIONS = ['bearer', 'oauth_refresh'].map((kind) => ({
  ...{ id: kind === 'bearer' ? 'stripe' : 'gmail', title: kind, version: '1', base_url: '', operations: 1 },
  credential: { kind, fields: kind === 'bearer' ? [] : ['client_id', 'refresh_token'], hint: null },
}));

test('a service’s key comes by standard input and is shown nowhere', async (t) => {
  const script = {
    'GET /api/v1/integrations': { body: { items: INTEGRATIONS, next: null } },
    'GET /api/v1/connections/stripe': { body: CONNECTION },
    'POST /api/v1/connections': { status: 201, body: CONNECTION },
    'PUT /api/v1/connections/stripe/credential': { body: CONNECTION },
  };
  const add = [
    'connections',
    'add',
    'stripe',
    '--name',
    'stripe',
    '--key-stdin',
    '--base-url',
    'http://127.0.0.1:1',
  ];
  const ran = await local(t, script, add, { stdin: 'sk_fake_1\n' });
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(JSON.parse(ran.seen.at(-1)?.body ?? ''), {
    integration: 'stripe',
    name: 'stripe',
    key: 'sk_fake_1',
    base_url: 'http://127.0.0.1:1',
  });
  const parts = { client_id: 'me', refresh_token: 'sk_fake_3' };
  const mail = await local(t, script, ['connections', 'add', 'gmail', '--name', 'gmail'], {
    stdin: JSON.stringify(parts),
  });
  assert.deepEqual(JSON.parse(mail.seen.at(-1)?.body ?? '').fields, parts);
  const broken = await local(t, script, ['connections', 'add', 'gmail', '--name', 'gmail'], {
    stdin: '{"refresh_token": "sk_fake_4"',
  });
  assert.equal(broken.code, 1);
  assert.doesNotMatch(mail.stdout + broken.stderr, /sk_fake/);
  const typed = await local(t, script, ['connections', 'replace-key', 'stripe'], { keys: ['sk_fake_2\r'] });
  assert.equal(typed.code, 0, typed.stderr);
  for (const one of [ran, typed]) assert.doesNotMatch(one.stdout + one.stderr, /sk_fake/);
  const empty = await local(t, script, add, { stdin: '\n' });
  assert.match(empty.stderr, /The key is empty/);
});

test('connections limit changes what is named and keeps the rest; without options it only reads', async (t) => {
  const { limits } = CONNECTION;
  const now = { ...CONNECTION, limits: { ...limits, said: { concurrent_calls: 4, deadline_ms: 9_000 } } };
  const put = 'PUT /api/v1/connections/stripe/limits';
  const script = { 'GET /api/v1/connections/stripe': { body: now }, [put]: { body: now } };
  const limit = async (...argv: string[]) => local(t, script, ['connections', 'limit', 'stripe', ...argv]);
  const body = async (...argv: string[]) => JSON.parse((await limit(...argv)).seen.at(-1)?.body ?? '');
  assert.deepEqual(await body('--calls', '2'), { concurrent_calls: 2, deadline_ms: 9_000 });
  assert.deepEqual(await body('--seconds', '600'), { concurrent_calls: 4, deadline_ms: 600_000 });
  assert.deepEqual(await body('--calls', 'none'), { concurrent_calls: null, deadline_ms: 9_000 });
  const read = await limit();
  assert.deepEqual([read.seen.length, read.code], [1, 0]);
  assert.match(read.stdout, /At one time {2}16 calls, the gateway's own\n/);
  for (const wrong of ['0', '257', 'many', '1.5']) {
    const refused = await limit('--calls', wrong);
    assert.deepEqual([refused.code, refused.seen.length], [1, 0]);
    assert.match(refused.stderr, /whole number from 1 to 256/);
  }
});

test('a connection whose key does not work ends with 1', async (t) => {
  const test = (ok: boolean) => ({
    body: { ok, message: ok ? 'fine' : 'The key was refused.', status: ok ? 200 : 401 },
  });
  const route = 'POST /api/v1/connections/stripe/test';
  assert.equal((await local(t, { [route]: test(true) }, ['connections', 'test', 'stripe'])).code, 0);
  assert.equal((await local(t, { [route]: test(false) }, ['connections', 'test', 'stripe'])).code, 1);
});

test('a connection is adopted by the file unless the console is named, by nobody else', async (t) => {
  const script: Script = {
    'POST /api/v1/connections/stripe/adopt': ({ body }) => {
      const { owner } = JSON.parse(body) as { owner: string };
      return { body: { ...CONNECTION, owner, source: owner === 'file' ? 'agentport.yaml:2' : null } };
    },
  };
  const adopt = (...more: string[]) => local(t, script, ['config', 'adopt', 'stripe', ...more]);
  for (const to of [[], ['--to', 'file']]) {
    const ran = await adopt(...to);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /belongs to agentport\.yaml:2\.[\s\S]*policy versions/);
  }
  assert.match((await adopt('--to', 'console')).stdout, /belongs to the console\.[\s\S]*Delete its block/);
  const nobody = await adopt('--to', 'agent');
  assert.deepEqual([nobody.code, nobody.seen.length], [1, 0]);
});
