import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openStage, released, type Stage, stageAgent } from '../agent-plane/stage.fixture.ts';
import { begin, oldCall, post } from './wire.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  stage.calls.length = 0;
  stage.agents.set('token-a', stageAgent('agt_a'));
  stage.agents.set('token-b', stageAgent('agt_b'));
  stage.play(() => released({ ok: true }));
});

const typeOf = (headers: Headers) => headers.get('content-type')?.split(';')[0];

test('a plain call of a session is answered by one JSON message, asked once', async () => {
  const session = await begin(stage);
  const { status, headers, messages } = await post(stage, oldCall('stripe__list_customers', 'a-1'), session);
  assert.equal(status, 200);
  assert.equal(typeOf(headers), 'application/json');
  assert.equal(messages[0]?.id, 'a-1');
  assert.equal(messages[0]?.result?.isError, undefined);
  assert.equal(stage.calls.length, 1);
  assert.equal(stage.calls[0]?.caller.client, 'wire/1');
});

test('T5 another agent’s session, a session that ended and none at all decide nothing', async () => {
  const session = await begin(stage);
  const stolen = await post(stage, oldCall('stripe__list_customers'), {
    ...session,
    authorization: 'Bearer token-b',
  });
  assert.equal(stolen.status, 404);
  const elsewhere = await post(stage, oldCall('list_customers'), session, '/mcp/stripe');
  assert.equal(elsewhere.status, 404);
  const unknown = await post(stage, oldCall('stripe__list_customers'), { 'mcp-session-id': 'none' });
  assert.equal(unknown.status, 404);
  assert.equal(stage.calls.length, 0);
});

test('anything unusual about a message is left to the protocol’s own implementation', async () => {
  const session = await begin(stage);
  const call = oldCall('stripe__list_customers');
  const unusual: [unknown, Record<string, string>][] = [
    [{ ...call, params: { ...call.params, _meta: { progressToken: 1 } } }, session],
    [call, { ...session, accept: 'application/json' }],
    [call, { ...session, 'mcp-protocol-version': '1999-01-01' }],
    [{ ...call, id: 1.5 }, session],
    [{ ...call, params: { name: 7 } }, session],
  ];
  for (const [body, headers] of unusual) {
    const sent = await post(stage, body, headers);
    const answered = sent.status === 200 && typeOf(sent.headers) === 'application/json';
    assert.equal(answered && sent.messages[0]?.result !== undefined, false, JSON.stringify(body));
  }
});

test('DELETE with a call as its body ends the session and calls nothing', async () => {
  const session = await begin(stage);
  await fetch(`${stage.url}/mcp`, {
    method: 'DELETE',
    headers: {
      authorization: 'Bearer token-a',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...session,
    },
    body: JSON.stringify(oldCall('stripe__list_customers')),
  });
  assert.equal(stage.calls.length, 0);
});
