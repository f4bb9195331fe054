import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { DENIED, openStage, released, type Stage, stageAgent, until } from '../agent-plane/stage.fixture.ts';

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

const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'wire', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

interface Message {
  readonly id?: number | string | null;
  readonly result?: {
    readonly isError?: boolean;
    readonly content?: { text?: string }[];
    readonly resultType?: string;
    readonly requestState?: string;
    readonly _meta?: Record<string, unknown>;
  };
  readonly error?: { readonly code: number | string; readonly message: string };
}

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly messages: readonly Message[];
}

async function post(
  body: unknown,
  headers: Record<string, string> = {},
  path = '/mcp',
  signal?: AbortSignal,
): Promise<Sent> {
  const response = await fetch(stage.url + path, {
    method: 'POST',
    headers: {
      authorization: 'Bearer token-a',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const streamed = response.headers.get('content-type')?.startsWith('text/event-stream');
  const parsed = streamed
    ? [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? ''))
    : text === ''
      ? []
      : [JSON.parse(text)].flat();
  return { status: response.status, headers: response.headers, messages: parsed };
}

function modernCall(name: string, args: object = {}, more: object = {}): [object, Record<string, string>] {
  const params = { name, arguments: args, _meta: MODERN, ...more };
  return [
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name },
  ];
}

async function begin(clientName = 'wire', headers: Record<string, string> = {}, path = '/mcp') {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: clientName, version: '1' },
  };
  const sent = await post({ jsonrpc: '2.0', id: 0, method: 'initialize', params }, headers, path);
  const id = sent.headers.get('mcp-session-id');
  assert.ok(id, JSON.stringify(sent.messages));
  return { 'mcp-session-id': id, ...headers };
}

const oldCall = (name: string, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
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
    const { status, messages } = await post(body, { ...headers, ...wrong });
    assert.equal(status, 400, JSON.stringify(wrong));
    assert.equal(messages[0]?.error?.code, -32_020, JSON.stringify(messages));
  }
  assert.equal(stage.calls.length, 0);
});

test('T81 in a batch each call is decided for itself', async () => {
  const session = await begin();
  stage.play(({ operation }) => (operation === 'delete_customer' ? DENIED : released({ ok: true })));
  const batch = [oldCall('stripe__list_customers', 'a'), oldCall('stripe__delete_customer', 'b')];
  const { messages } = await post(batch, session);
  assert.deepEqual(
    new Set(stage.calls.map(({ operation }) => operation)),
    new Set(['delete_customer', 'list_customers']),
  );
  assert.notEqual(messages.find(({ id }) => id === 'a')?.result?.isError, true);
  assert.equal(messages.find(({ id }) => id === 'b')?.result?.isError, true);
});

test('T81 a batch without a session, or of 2026-07-28 calls, is refused whole', async () => {
  const old = await post([oldCall('stripe__list_customers')]);
  assert.equal(old.status, 400);
  const [body, headers] = modernCall('stripe__list_customers');
  const modern = await post([body, body], headers);
  assert.equal(modern.status, 400);
  assert.equal(stage.calls.length, 0);
});

test('T105 the value of the strict parser is what is decided: duplicate keys and unsafe integers never get in', async () => {
  const session = await begin();
  const call = (args: string) =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stripe__create_refund","arguments":${args}}}`;
  for (const args of ['{"amount":1,"amount":2}', '{"amount":9007199254740993}', '{"__proto__":{}}']) {
    const { status } = await post(call(args), session);
    assert.equal(status, 400, args);
  }
  assert.equal(stage.calls.length, 0);
  await post(call('{"amount":9007199254740991,"note":"\\u00e9"}'), session);
  assert.deepEqual(stage.calls[0]?.args, { amount: 9007199254740991, note: 'é' });
});

test('T58 the SDK sees neither token nor cookies nor what proxies claim', async () => {
  const [body, headers] = modernCall('stripe__list_customers');
  await post(body, { ...headers, 'x-forwarded-for': '203.0.113.9', cookie: 'a=b' });
  assert.equal(stage.calls[0]?.caller.address, '127.0.0.1');
});

test('a session belongs to the agent and address that began it: for all others it does not exist', async () => {
  const session = await begin();
  const foreign = await post(oldCall('stripe__list_customers'), {
    ...session,
    authorization: 'Bearer token-b',
  });
  const scoped = await post(oldCall('list_customers'), session, '/mcp/stripe');
  const none = await post(oldCall('stripe__list_customers'), { 'mcp-session-id': 'made-up' });
  for (const { status, messages } of [foreign, scoped, none]) {
    assert.equal(status, 404);
    assert.deepEqual(messages, none.messages);
  }
  assert.equal(stage.calls.length, 0);
  const own = await post(oldCall('stripe__list_customers'), session);
  assert.equal(own.status, 200);
});

test('a session ends with DELETE, and with its agent’s token', async () => {
  const session = await begin();
  stage.agents.delete('token-a');
  assert.equal((await post(oldCall('stripe__list_customers'), session)).status, 401);
  stage.agents.set('token-a', stageAgent('agt_a'));
  const headers = { authorization: 'Bearer token-a', ...session };
  assert.equal((await fetch(`${stage.url}/mcp`, { method: 'DELETE', headers })).status, 200);
  assert.equal((await post(oldCall('stripe__list_customers'), session)).status, 404);
});

test('late and unknown cancellations are ignored', async () => {
  const session = await begin();
  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 77 } };
  assert.equal((await post(cancel, session)).status, 202);
  assert.equal((await post(oldCall('stripe__list_customers'), session)).status, 200);
});

test('a socket that vanishes on a session ends the wait, never the question', async () => {
  const session = await begin();
  stage.play(() => stage.approvals.ask('agt_a', 'apr_vanished'));
  const leaving = new AbortController();
  const answering = post(oldCall('stripe__create_refund'), session, '/mcp', leaving.signal);
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
    const session = await begin(name);
    stage.play(() => stage.approvals.ask('agt_a', 'apr_patient'));
    const answering = post(oldCall('stripe__create_refund'), session);
    await until(() => stage.approvals.waiting === 1);
    await stage.clock.advance(heldMs - 1);
    assert.equal(stage.approvals.waiting, 1, name);
    await stage.clock.advance(1);
    assert.ok((await answering).messages[0]?.result?._meta?.['agentport/approval'], name);
  }
});

test('without a progress token no progress is sent', async () => {
  const session = await begin();
  stage.play(() => stage.approvals.ask('agt_a', 'apr_silent'));
  const answering = post(oldCall('stripe__create_refund'), session);
  await until(() => stage.approvals.waiting === 1);
  await stage.clock.advance(50_000);
  assert.equal((await answering).messages.length, 1);
});

test('a refused token, a wrong connection and a protocol fault each have their own form', async () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: MODERN } };
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };
  const unknown = await post(list, headers, '/mcp/nothing');
  assert.match(unknown.messages[0]?.error?.message ?? '', /no connection "nothing"/);
  const reserved = await post(list, headers, '/mcp/approvals');
  assert.equal(reserved.status, 404);
  stage.agents.set('token-a', {
    kind: 'refused',
    callId: null,
    problem: { code: 'agent_stopped', message: 'A person stopped this agent.' },
  });
  const stopped = await post(list, headers);
  assert.equal(stopped.status, 403);
  assert.equal(stopped.messages[0]?.error?.code, 'agent_stopped');
});

/** Waits out one leg of a pending call and returns the state the client would carry. */
async function stateOfPending(id: string, args: object): Promise<string> {
  stage.play(() => stage.approvals.ask('agt_a', id));
  const [body, headers] = modernCall('stripe__create_refund', args);
  const answering = post(body, headers);
  await until(() => stage.approvals.waiting === 1);
  await stage.clock.advance(50_000);
  const result = (await answering).messages[0]?.result;
  assert.equal(result?.resultType, 'input_required');
  assert.ok(result?.requestState);
  return result.requestState;
}

test('T5 a requestState opens for its own agent, tool and arguments only, and not for ever', async () => {
  const requestState = await stateOfPending('apr_state', { amount: 5 });
  const refusedBy = async (
    [body, headers]: [object, Record<string, string>],
    more: Record<string, string> = {},
    path = '/mcp',
  ) => {
    const { messages } = await post(body, { ...headers, ...more }, path);
    assert.equal(messages[0]?.error?.code, -32_602, JSON.stringify(messages));
  };
  stage.calls.length = 0;
  await refusedBy(modernCall('stripe__create_refund', { amount: 6 }, { requestState }));
  await refusedBy(modernCall('stripe__create_charge', { amount: 5 }, { requestState }));
  await refusedBy(modernCall('github__create_refund', { amount: 5 }, { requestState }));
  await refusedBy(modernCall('create_refund', { amount: 5 }, { requestState }), {}, '/mcp/stripe');
  const own = modernCall('stripe__create_refund', { amount: 5 }, { requestState });
  await refusedBy(own, { authorization: 'Bearer token-b' });
  const flipped = (requestState.startsWith('A') ? 'B' : 'A') + requestState.slice(1);
  await refusedBy(modernCall('stripe__create_refund', { amount: 5 }, { requestState: flipped }));
  await refusedBy(modernCall('stripe__create_refund', { amount: 5 }, { requestState: '' }));
  await stage.clock.advance(5 * 60_000);
  await refusedBy(own);
  assert.equal(stage.calls.length, 0);
});

test('T5 a requestState used twice gives its result once and sends nothing', async () => {
  const requestState = await stateOfPending('apr_twice', { amount: 5 });
  stage.approvals.answer('apr_twice', 'succeeded', released({ refunded: true }, 'cal_twice'));
  stage.calls.length = 0;
  const again = () => post(...modernCall('stripe__create_refund', { amount: 5 }, { requestState }));
  assert.notEqual((await again()).messages[0]?.result?.isError, true);
  const second = (await again()).messages[0]?.result;
  assert.equal(second?.isError, true);
  assert.match(second?.content?.[0]?.text ?? '', /result_collected/);
  assert.equal(stage.calls.length, 0);
});

test('an elicitation answer decides nothing', async () => {
  const requestState = await stateOfPending('apr_elicit', { amount: 5 });
  const inputResponses = { approval: { action: 'accept', content: { approve: true } } };
  const [body, headers] = modernCall(
    'stripe__create_refund',
    { amount: 5 },
    { requestState, inputResponses },
  );
  const answering = post(body, headers);
  await until(() => stage.approvals.waiting === 1);
  await stage.clock.advance(50_000);
  assert.equal((await answering).messages[0]?.result?.resultType, 'input_required');
  assert.equal(stage.approvals.questions.get('apr_elicit')?.view.state, 'pending');
});

test('T58 every answer carries the security headers, streams too', async () => {
  const session = await begin();
  const [body, headers] = modernCall('stripe__list_customers');
  const answers = [
    await post(body, headers),
    await post(oldCall('stripe__list_customers'), session),
    await post(oldCall('stripe__list_customers')),
    await post(body, { authorization: '' }),
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
  const session = await begin();
  for (const method of ['resources/list', 'tools/cal', 'tasks/get', 'logging/setLevel', '__proto__']) {
    const { messages } = await post({ jsonrpc: '2.0', id: 1, method, params: {} }, session);
    assert.equal(messages[0]?.error?.code, -32_601, method);
  }
  const [body, headers] = modernCall('nothing_here');
  const unknown = await post(body, headers);
  assert.equal(unknown.messages[0]?.result?.isError, true);
  assert.equal(stage.calls.length, 0);
});
