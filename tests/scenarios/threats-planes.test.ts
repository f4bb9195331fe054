import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import { request } from 'undici';
import { type Answer, send, startTestGateway, type TestGateway } from '../support/gateway.ts';

let amount = 1_000;

describe('an agent, or somebody with a link, can decide nothing', () => {
  const cleanups: (() => void)[] = [];
  let gateway: TestGateway;
  let token: string;
  /** a fresh question that waits for a person */
  let asked: Answer;
  let id: string;
  let decision: Record<string, unknown>;

  before(async () => {
    gateway = await startTestGateway(
      { after: (done) => void cleanups.push(done) },
      { limits: { pending_per_operation: 50 } },
    );
    ({ token } = await gateway.agent());
  });
  after(async () => {
    for (const done of cleanups.reverse()) await done();
  });
  beforeEach(async () => {
    amount += 1;
    const args = { charge: SEEDED.charge, amount, customer_id: SEEDED.marta };
    asked = await gateway.call(token, 'stripe.create_refund', args);
    assert.equal(asked.status, 202, asked.text);
    id = asked.body.approval.id;
    const { body } = await gateway.operator.send('GET', `/api/v1/approvals/${id}`);
    decision = { action_sha256: body.action_sha256, display_sha256: body.display_sha256 };
  });

  async function stillPending(): Promise<void> {
    const { body } = await gateway.operator.send('GET', `/api/v1/approvals/${id}`);
    assert.equal(body.state, 'pending');
    const refunds = gateway.sandbox.stripe.recorder.entries.filter(
      ({ method, body: sent }) =>
        method === 'POST' && (sent as { amount?: string }).amount === String(amount),
    );
    assert.deepEqual(refunds, []);
  }

  it('T1 an agent that takes its token to the approval it was given is refused, seen and changes nothing', async () => {
    const headers = { authorization: `Bearer ${token}`, origin: gateway.url };
    const paths = [
      ['GET', `/api/v1/approvals/${id}`],
      ['GET', '/api/v1/approvals?state=pending'],
      ['POST', `/api/v1/approvals/${id}/approve`],
      ['POST', `/api/v1/approvals/${id}/deny`],
      ['POST', '/api/v1/policy/versions/1/activate'],
    ] as const;
    for (const [method, path] of paths) {
      const body = method === 'POST' ? { ...decision, code: gateway.operator.code() } : undefined;
      const answer = await send(gateway.url, method, path, body, headers);
      assert.equal(answer.status, 403, `${method} ${path}`);
      assert.equal(answer.body.error.code, 'wrong_plane');
    }
    const page = await send(
      gateway.url,
      'POST',
      new URL(asked.body.approval.url).pathname,
      decision,
      headers,
    );
    assert.ok(page.status === 404 || page.status === 405, page.text);
    await stillPending();
    const entries = await gateway.operator.send('GET', '/api/v1/audit/entries?kind=agent.refused');
    assert.ok(entries.body.items.length > 0, 'the attempt is in the log');
  });

  it('T2 a forged, missing or foreign cookie opens no decision, nor does a token beside a good one', async () => {
    const { operator } = gateway;
    const [name = ''] = operator.cookie.split('=');
    const csrf = { origin: gateway.url, 'x-agentport-csrf': operator.csrf };
    const attempts: readonly (readonly [Record<string, string>, number])[] = [
      [{}, 401],
      [{ ...csrf }, 401],
      [{ ...csrf, cookie: `${name}=ap_op_forged` }, 401],
      [{ ...csrf, cookie: `${name}=${token}` }, 401],
      [{ ...csrf, cookie: `session=${operator.cookie.slice(name.length + 1)}` }, 401],
      [{ ...csrf, cookie: `${name}=ap_op_forged`, authorization: `Bearer ${token}` }, 401],
      [{ ...csrf, cookie: operator.cookie, authorization: `Bearer ${token}` }, 403],
      [{ ...csrf, cookie: operator.cookie, 'x-agentport-csrf': 'guessed' }, 403],
      [{ ...csrf, cookie: operator.cookie, origin: 'https://evil.example' }, 403],
    ];
    for (const [headers, status] of attempts) {
      for (const answer of ['approve', 'deny']) {
        const body = { ...decision, code: operator.code() };
        const got = await send(gateway.url, 'POST', `/api/v1/approvals/${id}/${answer}`, body, headers);
        assert.equal(got.status, status, `${JSON.stringify(headers)}: ${got.text}`);
      }
    }
    await stillPending();
  });

  it('T3 a mail scanner, an unfurler or a prefetch that follows the link changes nothing and learns nothing', async () => {
    const link = new URL(asked.body.approval.url).pathname;
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const path of [
        link,
        `${link}?answer=approve`,
        `/api/v1/approvals/${id}/approve`,
        `/v1/approvals/${id}`,
      ]) {
        const headers = { 'user-agent': 'Slackbot-LinkExpanding 1.0', 'sec-purpose': 'prefetch' };
        const answer = await request(`${gateway.url}${path}`, { method: method as 'GET', headers });
        const text = await answer.body.text();
        assert.ok(!text.includes(SEEDED.charge) && !text.includes(String(amount)), `${method} ${path}`);
      }
    }
    await stillPending();
  });

  it('T4 a decision sent again, byte for byte, is 409 and the effect stays one', async () => {
    const { operator, clock } = gateway;
    clock.advance(30_000);
    const body = { ...decision, code: operator.code() };
    const first = await operator.send('POST', `/api/v1/approvals/${id}/approve`, body);
    assert.equal(first.status, 200, first.text);
    for (let times = 0; times < 3; times++) {
      const again = await operator.send('POST', `/api/v1/approvals/${id}/approve`, body);
      assert.ok(again.status === 409 || again.status === 401, again.text);
    }
    const denied = await operator.send('POST', `/api/v1/approvals/${id}/deny`, {});
    assert.equal(denied.status, 409, denied.text);
    clock.advance(30_000);
    const withNewCode = { ...body, code: operator.code() };
    const late = await operator.send('POST', `/api/v1/approvals/${id}/approve`, withNewCode);
    assert.equal(late.status, 409, late.text);
    assert.equal(late.body.error.code, 'already_decided');
    const done = await gateway.call(
      token,
      'stripe.create_refund',
      { charge: SEEDED.charge, amount, customer_id: SEEDED.marta },
      { prefer: 'wait=20' },
    );
    assert.equal(done.status, 200, done.text);
    assert.equal((await operator.send('GET', `/api/v1/approvals/${id}`)).body.state, 'succeeded');
    const sent = gateway.sandbox.stripe.recorder.entries.filter(
      ({ method, body: form }) =>
        method === 'POST' && (form as { amount?: string }).amount === String(amount),
    );
    assert.equal(sent.length, 1);
  });

  it('T5 what was seen for one question approves no other', async () => {
    const seen = decision;
    const other = await gateway.call(token, 'stripe.create_refund', {
      charge: SEEDED.charge,
      amount: amount + 5_000,
      customer_id: SEEDED.marta,
    });
    gateway.clock.advance(30_000);
    const body = { ...seen, code: gateway.operator.code() };
    const answer = await gateway.operator.send(
      'POST',
      `/api/v1/approvals/${other.body.approval.id}/approve`,
      body,
    );
    assert.equal(answer.status, 409, answer.text);
    assert.equal(answer.body.error.code, 'action_changed');
    await stillPending();
  });
});
