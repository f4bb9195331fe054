import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { agentApproval, operationDetail, operationSummary, ROUTES } from '@agentport/contract';
import { z } from 'zod';
import { DENIED, openStage, released, type Stage, stageOperation } from '../agent-plane/stage.fixture.ts';
import { until } from '../agent-plane/stage-clock.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function send(method: string, path: string, token: string | null = 'token-a') {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(stage.url + path, { method, headers });
  const body: unknown = method === 'HEAD' ? null : await response.json();
  return { status: response.status, headers: response.headers, body };
}

const codeOf = (body: unknown): string =>
  z.object({ error: z.object({ code: z.string() }) }).parse(body).error.code;

test('every route of the agents’ plane asks for a token first', async () => {
  const routes = Object.values(ROUTES).filter(({ access }) => access === 'agent');
  assert.equal(routes.length, 5);
  for (const { method, path } of routes) {
    const target = path.replaceAll(/\{\w+\}/g, 'x');
    const none = await send(method, target, null);
    assert.equal(none.status, 401, `${method} ${path}`);
    assert.equal(codeOf(none.body), 'unauthenticated');
    assert.match(none.headers.get('www-authenticate') ?? '', /^Bearer/);
    assert.equal((await send(method, target, 'wrong')).status, 401);
  }
});

test('operations are listed, searched and described in the published shapes', async () => {
  const all = await send('GET', '/v1/operations');
  const { items } = z.object({ items: z.array(operationSummary) }).parse(all.body);
  assert.deepEqual(
    items.map(({ name }) => name),
    ['list_customers', 'create_refund'],
  );
  const found = await send('GET', '/v1/operations?connection=stripe&search=refunds');
  assert.deepEqual(
    z
      .object({ items: z.array(operationSummary) })
      .parse(found.body)
      .items.map(({ name }) => name),
    ['create_refund'],
  );
  const one = await send('GET', '/v1/operations/stripe/create_refund');
  assert.deepEqual(operationDetail.parse(one.body), stageOperation('create_refund'));
});

test('an unknown connection, operation or approval is 404 with its code', async () => {
  for (const [path, code] of [
    ['/v1/operations?connection=strip', 'unknown_connection'],
    ['/v1/operations/stripe/create_refnd', 'unknown_operation'],
    ['/v1/approvals/apr_none', 'unknown_approval'],
  ] as const) {
    const { status, body } = await send('GET', path);
    assert.equal(status, 404);
    assert.equal(codeOf(body), code);
  }
});

test('T45 another agent’s approval does not exist: it is not read, not waited for, not withdrawn', async () => {
  stage.approvals.ask('agt_a', 'apr_own');
  const foreign = await send('GET', '/v1/approvals/apr_own', 'token-b');
  const none = await send('GET', '/v1/approvals/apr_none', 'token-b');
  assert.equal(foreign.status, 404);
  assert.deepEqual(foreign.body, none.body);
  assert.equal((await send('DELETE', '/v1/approvals/apr_own', 'token-b')).status, 404);
  assert.equal(stage.approvals.questions.get('apr_own')?.view.state, 'pending');
  const listed = await send('GET', '/v1/approvals', 'token-b');
  assert.deepEqual(listed.body, { items: [], next: null });
});

test('waiting for an approval hands its result out once', async () => {
  stage.approvals.ask('agt_a', 'apr_wait');
  const early = agentApproval.parse((await send('GET', '/v1/approvals/apr_wait')).body);
  assert.equal(early.state, 'pending');
  assert.equal('outcome' in early, false);
  assert.equal(early.url, 'http://localhost:3000/approvals/apr_wait');

  const waiting = send('GET', '/v1/approvals/apr_wait?wait=30');
  await until(() => stage.approvals.waiting === 1);
  stage.approvals.answer('apr_wait', 'succeeded', released({ refunded: true }, 'cal_wait'));
  const done = await waiting;
  const approval = agentApproval.parse(done.body);
  assert.equal(approval.state, 'succeeded');
  assert.deepEqual((approval.outcome as { result: unknown }).result, { refunded: true });
  assert.equal(done.headers.get('agentport-call'), 'cal_wait');

  const again = agentApproval.parse((await send('GET', '/v1/approvals/apr_wait')).body);
  assert.equal(again.state, 'succeeded');
  assert.equal('outcome' in again, false);
});

test('a denied approval says so in the same place', async () => {
  stage.approvals.ask('agt_a', 'apr_no');
  stage.approvals.answer('apr_no', 'denied', DENIED);
  const { body, status } = await send('GET', '/v1/approvals/apr_no');
  assert.equal(status, 200);
  assert.equal(codeOf(agentApproval.parse(body).outcome), 'denied');
});

test('T3 a HEAD request never takes a result', async () => {
  stage.approvals.ask('agt_a', 'apr_head');
  stage.approvals.answer('apr_head', 'succeeded', released({ ok: true }));
  assert.equal((await send('HEAD', '/v1/approvals/apr_head')).status, 405);
  assert.equal(stage.approvals.questions.get('apr_head')?.collected, false);
});

test('an agent withdraws its own question, once', async () => {
  stage.approvals.ask('agt_a', 'apr_back');
  const { body } = await send('DELETE', '/v1/approvals/apr_back');
  assert.equal(agentApproval.parse(body).state, 'cancelled');
  const again = await send('DELETE', '/v1/approvals/apr_back');
  assert.equal(again.status, 409);
  assert.equal(codeOf(again.body), 'already_decided');
});

test('a wait that cannot be read is refused with its place', async () => {
  for (const wait of ['-1', '301', 'soon', '1.5']) {
    const { status, body } = await send('GET', `/v1/approvals/apr_own?wait=${wait}`);
    assert.equal(status, 400, wait);
    assert.equal(codeOf(body), 'invalid_request');
  }
});

test('a client that goes away ends its wait and leaves the question standing', async () => {
  stage.approvals.ask('agt_a', 'apr_gone');
  const leaving = new AbortController();
  const waiting = fetch(`${stage.url}/v1/approvals/apr_gone?wait=60`, {
    headers: { authorization: 'Bearer token-a' },
    signal: leaving.signal,
  });
  await until(() => stage.approvals.waiting === 1);
  leaving.abort();
  await assert.rejects(waiting);
  await until(() => stage.approvals.waiting === 0);
  assert.equal(stage.approvals.questions.get('apr_gone')?.view.state, 'pending');
});

test('no answer to an agent may be cached', async () => {
  for (const path of ['/v1/operations', '/v1/approvals', '/v1/operations/stripe/none']) {
    assert.equal((await send('GET', path)).headers.get('cache-control'), 'no-store');
  }
});
