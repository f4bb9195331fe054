import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { DENIED, openStage, released, type Stage, stageAgent } from '../agent-plane/stage.fixture.ts';
import { until } from '../agent-plane/stage-clock.fixture.ts';
import { begin, type Message, MODERN, modernCall, oldCall, post } from './wire.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  stage.calls.length = 0;
  stage.agents.set('token-a', stageAgent('agt_a'));
  stage.play(() => released({ ok: true }));
});

test('without a known token every method is 401 with a challenge and no OAuth metadata', async () => {
  for (const path of ['/mcp', '/mcp/stripe']) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const body = method === 'POST' ? '{}' : null;
      const response = await fetch(stage.url + path, {
        method,
        body,
        headers: { authorization: 'Bearer wrong', ...(body ? { 'content-type': 'application/json' } : {}) },
      });
      assert.equal(response.status, 401, `${method} ${path}`);
      assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="agentport"');
      assert.equal(((await response.json()) as Message).error?.code, 'token_invalid');
    }
  }
});

test('there is no standing stream: GET is 405 and says what is allowed', async () => {
  const response = await fetch(`${stage.url}/mcp`, { headers: { authorization: 'Bearer token-a' } });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('allow'), 'POST, DELETE');
});

test('T59 headers that disagree with the body are refused, and nothing is decided', async () => {
  const [body, headers] = modernCall('stripe__delete_customer');
  for (const wrong of [
    { 'mcp-name': 'stripe__list_customers' },
    { 'mcp-method': 'tools/list' },
    { 'mcp-protocol-version': '2025-11-25' },
  ]) {
    const { status, messages } = await post(stage, body, { ...headers, ...wrong });
    assert.equal(status, 400, JSON.stringify(wrong));
    assert.equal(messages[0]?.error?.code, -32_020, JSON.stringify(messages));
  }
  assert.equal(stage.calls.length, 0);
});

test('T81 in a batch each call is decided for itself', async () => {
  const session = await begin(stage);
  stage.play(({ operation }) => (operation === 'delete_customer' ? DENIED : released({ ok: true })));
  const batch = [oldCall('stripe__list_customers', 'a'), oldCall('stripe__delete_customer', 'b')];
  const { messages } = await post(stage, batch, session);
  assert.deepEqual(
    new Set(stage.calls.map(({ operation }) => operation)),
    new Set(['delete_customer', 'list_customers']),
  );
  assert.notEqual(messages.find(({ id }) => id === 'a')?.result?.isError, true);
  assert.equal(messages.find(({ id }) => id === 'b')?.result?.isError, true);
});

test('T81 a batch without a session, or of 2026-07-28 calls, is refused whole', async () => {
  const old = await post(stage, [oldCall('stripe__list_customers')]);
  assert.equal(old.status, 400);
  const [body, headers] = modernCall('stripe__list_customers');
  const modern = await post(stage, [body, body], headers);
  assert.equal(modern.status, 400);
  assert.equal(stage.calls.length, 0);
});

test('T105 the value of the strict parser is what is decided: duplicate keys and unsafe integers never get in', async () => {
  const session = await begin(stage);
  const call = (args: string) =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stripe__create_refund","arguments":${args}}}`;
  for (const args of ['{"amount":1,"amount":2}', '{"amount":9007199254740993}', '{"__proto__":{}}']) {
    const { status } = await post(stage, call(args), session);
    assert.equal(status, 400, args);
  }
  assert.equal(stage.calls.length, 0);
  await post(stage, call('{"amount":9007199254740991,"note":"\\u00e9"}'), session);
  assert.deepEqual(stage.calls[0]?.args, { amount: 9007199254740991, note: 'é' });
});

test('T58 the SDK sees neither token nor cookies nor what proxies claim', async () => {
  const [body, headers] = modernCall('stripe__list_customers');
  await post(stage, body, { ...headers, 'x-forwarded-for': '203.0.113.9', cookie: 'a=b' });
  assert.equal(stage.calls[0]?.caller.address, '127.0.0.1');
});

test('a session belongs to the agent and address that began it: for all others it does not exist', async () => {
  const session = await begin(stage);
  const foreign = await post(stage, oldCall('stripe__list_customers'), {
    ...session,
    authorization: 'Bearer token-b',
  });
  const scoped = await post(stage, oldCall('list_customers'), session, '/mcp/stripe');
  const none = await post(stage, oldCall('stripe__list_customers'), { 'mcp-session-id': 'made-up' });
  for (const { status, messages } of [foreign, scoped, none]) {
    assert.equal(status, 404);
    assert.deepEqual(messages, none.messages);
  }
  assert.equal(stage.calls.length, 0);
  const own = await post(stage, oldCall('stripe__list_customers'), session);
  assert.equal(own.status, 200);
});

test('a session ends with DELETE, and with its agent’s token', async () => {
  const session = await begin(stage);
  stage.agents.delete('token-a');
  assert.equal((await post(stage, oldCall('stripe__list_customers'), session)).status, 401);
  stage.agents.set('token-a', stageAgent('agt_a'));
  const headers = { authorization: 'Bearer token-a', ...session };
  assert.equal((await fetch(`${stage.url}/mcp`, { method: 'DELETE', headers })).status, 200);
  assert.equal((await post(stage, oldCall('stripe__list_customers'), session)).status, 404);
});

test('late and unknown cancellations are ignored', async () => {
  const session = await begin(stage);
  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 77 } };
  assert.equal((await post(stage, cancel, session)).status, 202);
  assert.equal((await post(stage, oldCall('stripe__list_customers'), session)).status, 200);
});

test('a socket that vanishes on a session ends the wait, never the question', async () => {
  const session = await begin(stage);
  stage.play(() => stage.approvals.ask('agt_a', 'apr_vanished'));
  const leaving = new AbortController();
  const answering = post(stage, oldCall('stripe__create_refund'), session, '/mcp', leaving.signal);
  await until(() => stage.approvals.waiting === 1);
  leaving.abort();
  await assert.rejects(answering);
  await until(() => stage.approvals.waiting === 0);
  assert.equal(stage.approvals.questions.get('apr_vanished')?.view.state, 'pending');
});

test('clients known to wait longer are held longer', async () => {
  for (const [name, heldMs] of [
    ['claude-code', 240_000],
    ['codex-mcp-client', 240_000],
    ['anything', 50_000],
  ] as const) {
    const session = await begin(stage, name);
    stage.play(() => stage.approvals.ask('agt_a', 'apr_patient'));
    const answering = post(stage, oldCall('stripe__create_refund'), session);
    await until(() => stage.approvals.waiting === 1);
    await stage.clock.advance(heldMs - 1);
    assert.equal(stage.approvals.waiting, 1, name);
    await stage.clock.advance(1);
    assert.ok((await answering).messages[0]?.result?._meta?.['agentport/approval'], name);
  }
});

test('without a progress token no progress is sent', async () => {
  const session = await begin(stage);
  stage.play(() => stage.approvals.ask('agt_a', 'apr_silent'));
  const answering = post(stage, oldCall('stripe__create_refund'), session);
  await until(() => stage.approvals.waiting === 1);
  await stage.clock.advance(50_000);
  assert.equal((await answering).messages.length, 1);
});

test('a refused token, a wrong connection and a protocol fault each have their own form', async () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: MODERN } };
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };
  const unknown = await post(stage, list, headers, '/mcp/nothing');
  assert.match(unknown.messages[0]?.error?.message ?? '', /no connection "nothing"/);
  const reserved = await post(stage, list, headers, '/mcp/approvals');
  assert.equal(reserved.status, 404);
  stage.agents.set('token-a', {
    kind: 'refused',
    callId: null,
    problem: { code: 'agent_stopped', message: 'A person stopped this agent.' },
  });
  const stopped = await post(stage, list, headers);
  assert.equal(stopped.status, 403);
  assert.equal(stopped.messages[0]?.error?.code, 'agent_stopped');
});

test('T58 every answer carries the security headers, streams too', async () => {
  const session = await begin(stage);
  const [body, headers] = modernCall('stripe__list_customers');
  const answers = [
    await post(stage, body, headers),
    await post(stage, oldCall('stripe__list_customers'), session),
    await post(stage, oldCall('stripe__list_customers')),
    await post(stage, body, { authorization: '' }),
  ];
  for (const { headers: answered, status } of answers) {
    assert.equal(answered.get('x-content-type-options'), 'nosniff', String(status));
    assert.match(answered.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    assert.match(answered.get('cache-control') ?? '', /^no-store/);
    assert.equal(answered.get('access-control-allow-origin'), null);
  }
});

test('unknown well-known and OAuth paths are JSON 404: clients probe them and must not meet a page', async () => {
  for (const path of [
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/register',
  ]) {
    const response = await fetch(stage.url + path);
    assert.equal(response.status, 404, path);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    await response.json();
  }
});

test('T82 an unknown method or tool is refused, and nothing is decided', async () => {
  const session = await begin(stage);
  for (const method of ['resources/list', 'tools/cal', 'tasks/get', 'logging/setLevel', '__proto__']) {
    const { messages } = await post(stage, { jsonrpc: '2.0', id: 1, method, params: {} }, session);
    assert.equal(messages[0]?.error?.code, -32_601, method);
  }
  const [body, headers] = modernCall('nothing_here');
  const unknown = await post(stage, body, headers);
  assert.equal(unknown.messages[0]?.result?.isError, true);
  assert.equal(stage.calls.length, 0);
});
