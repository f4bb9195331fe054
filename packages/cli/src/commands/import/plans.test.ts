import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { Failure } from '../../failure.ts';
import { planClient } from './client-file.ts';
import { planEnv } from './env-file.ts';
import { fingerprint, recogniseKey } from './known-keys.ts';
import { freeName } from './plan.ts';

const GATEWAY = { url: 'http://localhost:3000', token: 'ap_agent_not_a_real_token' };
// Put together here, so that no scanner takes them for real ones.
const STRIPE = `sk_${'test'}_notARealKey0000`;
const GITHUB = `ghp_${'n0tARealToken'.repeat(3)}`;

test('a .env keeps its comments, order, quotes and line ends; only the keys go', () => {
  const text = `# payments\r\nexport STRIPE_KEY="${STRIPE}" # live soon\r\nDEBUG=1\n\nPUBLIC=pk_test_notARealKey0000\nGITHUB_TOKEN=${GITHUB}`;
  const plan = planEnv(text);
  assert.deepEqual(
    plan.moves.map(({ place, integration, key }) => [place, integration, key]),
    [
      ['STRIPE_KEY', 'stripe', STRIPE],
      ['GITHUB_TOKEN', 'github', GITHUB],
    ],
  );
  assert.equal(
    plan.rewrite(['stripe', 'github'], GATEWAY),
    '# payments\r\n# STRIPE_KEY is in AgentPort now: connection stripe\r\nDEBUG=1\n\nPUBLIC=pk_test_notARealKey0000\n' +
      '# GITHUB_TOKEN is in AgentPort now: connection github\nAGENTPORT_URL=http://localhost:3000\nAGENTPORT_TOKEN=ap_agent_not_a_real_token\n',
  );
});

test('whatever else a .env holds reads the same afterwards, or the file is refused', () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
  const line = fc.oneof(
    fc
      .tuple(
        name,
        fc.constantFrom(STRIPE, `"${STRIPE}"`, `'${GITHUB}'`, 'x y', '"a\nSTRIPE=b"', '', "'it''s'"),
      )
      .map(([key, value]) => `${key}=${value}`),
    fc.string(),
    fc.constantFrom('', '# note', '\r', 'export A=1', '"', "'", '`'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const text = lines.join('\n');
      const plan = planEnv(text);
      let changed: string;
      try {
        changed = plan.rewrite(
          plan.moves.map(() => 'some'),
          GATEWAY,
        );
      } catch (error) {
        assert.ok(error instanceof Failure);
        return;
      }
      const wanted: Record<string, string | undefined> = { ...parseEnv(text) };
      for (const { place } of plan.moves) delete wanted[place];
      wanted.AGENTPORT_URL = GATEWAY.url;
      wanted.AGENTPORT_TOKEN = GATEWAY.token;
      assert.deepEqual({ ...parseEnv(changed) }, wanted);
      assert.deepEqual(planEnv(changed).moves, [], 'a second import finds nothing');
    }),
    { numRuns: 500 },
  );
});

test("a client's servers with tokens move, everything else stays in its order", () => {
  const settings = {
    theme: 'dark',
    mcpServers: {
      local: { command: 'node', args: ['x.js'] },
      notes: {
        type: 'http',
        url: 'https://mcp.example.com/mcp',
        headers: { Authorization: 'Bearer abc.def' },
      },
      hub: { command: 'npx', args: ['-y', 'server-github'], env: { GITHUB_PERSONAL_ACCESS_TOKEN: GITHUB } },
      named: { type: 'http', url: 'https://a.example/mcp', headers: { Authorization: `Bearer $\{TOKEN}` } },
    },
    last: [1, 2],
  };
  const plan = planClient(`${JSON.stringify(settings, null, 4)}\n`, 'claude-code');
  assert.deepEqual(
    plan.moves.map(({ place, integration, baseUrl, key }) => [place, integration, baseUrl, key]),
    [
      ['notes', 'mcp', 'https://mcp.example.com/mcp', 'abc.def'],
      ['hub', 'github', null, GITHUB],
    ],
  );
  assert.deepEqual(
    plan.left.map(({ place }) => place),
    ['local', 'named'],
  );
  const changed = plan.rewrite(['notes', 'github'], GATEWAY);
  assert.match(changed, /^\{\n {4}"theme"/);
  const read = JSON.parse(changed);
  assert.deepEqual(Object.keys(read), ['theme', 'mcpServers', 'last']);
  assert.deepEqual(Object.keys(read.mcpServers), ['local', 'named', 'agentport']);
  assert.deepEqual(read.mcpServers.agentport, {
    type: 'http',
    url: 'http://localhost:3000/mcp',
    headers: { Authorization: 'Bearer ap_agent_not_a_real_token' },
  });
  assert.deepEqual(planClient(changed, 'claude-code').moves, [], 'a second import finds nothing');
});

test('any JSON is planned or refused, never changed into something else', () => {
  const server = fc.record(
    {
      url: fc.string(),
      headers: fc.dictionary(fc.string(), fc.string()),
      env: fc.dictionary(fc.string(), fc.constant(STRIPE)),
    },
    { requiredKeys: [] },
  );
  const settings = fc.record({
    before: fc.jsonValue(),
    servers: fc.dictionary(fc.string(), fc.oneof(server, fc.jsonValue())),
  });
  fc.assert(
    fc.property(settings, (value) => {
      const text = JSON.stringify(value);
      const plan = planClient(text, 'vscode');
      const read = JSON.parse(
        plan.rewrite(
          plan.moves.map(() => 'some'),
          GATEWAY,
        ),
      );
      assert.deepEqual(read.before, JSON.parse(text).before);
      const gone = new Set(plan.moves.map(({ place }) => place));
      for (const [name, entry] of Object.entries(JSON.parse(text).servers)) {
        if (name === 'agentport') continue;
        assert.equal(Object.hasOwn(read.servers, name), !gone.has(name));
        if (!gone.has(name))
          assert.deepEqual(Object.getOwnPropertyDescriptor(read.servers, name)?.value, entry);
      }
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        planClient(text, 'cursor');
      } catch (error) {
        assert.ok(error instanceof Failure);
      }
    }),
  );
});

test('a key is shown by its length and a short digest only; public keys are not keys', () => {
  assert.equal(fingerprint(STRIPE).includes(STRIPE.slice(8)), false);
  for (const open of ['pk_live_notARealKey0000', 'phc_notARealKeyButALongOne00', 'sk_test_', 'hello']) {
    assert.equal(recogniseKey(open), null);
  }
});

test('a connection gets a name that is allowed and free', () => {
  assert.equal(freeName('My Notes!', new Set()), 'my-notes');
  assert.equal(freeName('stripe', new Set(['stripe'])), 'stripe-2');
  assert.equal(freeName('mcp', new Set()), 'mcp-2', 'a reserved name');
  fc.assert(
    fc.property(fc.string(), (wanted) => assert.match(freeName(wanted, new Set()), /^[a-z][a-z0-9-]{1,15}$/)),
  );
});
