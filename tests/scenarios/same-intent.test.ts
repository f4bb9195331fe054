import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { openScene } from '../support/scene.ts';

const scene = await openScene();
const { operator } = scene.gateway;
const HOUR_MS = 3_600_000;

test('while a question is pending, the same call attaches to it', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const again = await scene.ask(token, asked.args);
  assert.deepEqual(again, asked);
  assert.equal((await scene.ask(token)).id === asked.id, false, 'other arguments are another question');
});

test('the same arguments of another agent are another question', async () => {
  const [one, two] = [await scene.gateway.agent(), await scene.gateway.agent()];
  const asked = await scene.ask(one.token);
  const other = await scene.ask(two.token, asked.args);
  assert.notEqual(other.id, asked.id);
});

test('while an approved call runs, the same call attaches to it and gets its result', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  let waiting: ReturnType<typeof scene.call> | undefined;
  await scene.approveThen(asked.id, async () => {
    const attached = await scene.call(token, asked.args);
    assert.equal(attached.body.call.id, asked.callId);
    waiting = scene.call(token, asked.args, { prefer: 'wait=20' });
  });
  const collected = await waiting;
  assert.equal(collected?.status, 200, collected?.text);
  assert.equal(collected?.body.call.id, asked.callId);
  assert.equal(scene.effects(), before + 1);
});

test('a result nobody collected is handed out once, as a replay; the next identical call asks anew', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  await scene.approve(asked.id);
  assert.equal(await scene.settled(asked.id), 'succeeded');
  const collected = await scene.call(token, asked.args);
  assert.equal(collected.status, 200, collected.text);
  assert.equal(collected.body.replayed, true);
  assert.equal(collected.body.call.id, asked.callId);
  const anew = await scene.ask(token, asked.args);
  assert.notEqual(anew.id, asked.id);
  assert.equal(scene.effects(), before + 1);
});

test('of many retries at once, exactly one is handed the result', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  await scene.approve(asked.id);
  await scene.settled(asked.id);
  const answers = await Promise.all(Array.from({ length: 10 }, () => scene.call(token, asked.args)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  const asks = new Set(
    answers.filter(({ status }) => status === 202).map(({ body }) => body.approval.id as string),
  );
  assert.equal(asks.size, 1, 'the others share one new question');
});

test('an uncollected result waits 24 hours, to the millisecond', async () => {
  const { token } = await scene.gateway.agent();
  const { clock } = scene.gateway;
  const [early, late] = [await scene.ask(token), await scene.ask(token)];
  for (const { id } of [early, late]) {
    await scene.approve(id);
    assert.equal(await scene.settled(id), 'succeeded');
  }
  const finished = clock.now();
  clock.set(finished + 24 * HOUR_MS - 1);
  assert.equal((await scene.call(token, early.args)).status, 200);
  clock.set(finished + 24 * HOUR_MS);
  assert.equal((await scene.call(token, late.args)).status, 202);
  clock.set(finished + 25 * HOUR_MS);
});

test('T27 after a denial, a hundred identical calls are denied without asking anybody; after 15 minutes it may ask', async () => {
  const fresh = await openSignIn();
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const denied = await fresh.deny(asked.id, 'Not without a ticket');
  assert.equal(denied.status, 200, denied.text);
  const told = await scene.own(token, asked.id);
  assert.match(told.text, /Not without a ticket/);
  const { clock } = scene.gateway;
  const deniedAt = clock.now();
  for (let attempt = 1; attempt <= 100; attempt++) {
    const again = await scene.call(token, asked.args);
    assert.equal(again.status, 403, again.text);
    assert.deepEqual(
      again.body.error.details.reasons.map(({ code }: { code: string }) => code),
      ['cool_down'],
    );
    assert.equal(again.headers['retry-after'], '900');
    assert.match(again.body.error.message, /Not without a ticket/);
  }
  assert.equal((await scene.gateway.running.gateway.approvals.list(pendingOf(asked.id))).items.length, 0);
  clock.set(deniedAt + 15 * 60_000 - 1);
  assert.equal((await scene.call(token, asked.args)).status, 403);
  clock.set(deniedAt + 15 * 60_000);
  assert.equal((await scene.call(token, asked.args)).status, 202);

  function pendingOf(id: string) {
    return { org: ORG, state: 'pending' as const, cursor: id, limit: 5 };
  }
});

test('after the agent cancelled, or nobody answered, the same call asks anew', async () => {
  const { token } = await scene.gateway.agent();
  const cancelled = await scene.ask(token);
  const answer = await scene.own(token, cancelled.id, 'DELETE');
  assert.equal(answer.status, 200, answer.text);
  assert.notEqual((await scene.ask(token, cancelled.args)).id, cancelled.id);
  const { args } = await scene.ask(token);
  for (let withdrawn = 0; withdrawn < 8; withdrawn++) {
    const { id } = await scene.ask(token, args);
    assert.equal((await scene.ask(token, args)).id, id, 'also within one millisecond');
    await scene.own(token, id, 'DELETE');
  }
  const expired = await scene.ask(token);
  scene.gateway.clock.advance(30 * 60_000);
  assert.equal(await scene.settled(expired.id), 'expired');
  assert.notEqual((await scene.ask(token, expired.args)).id, expired.id);
});

/** Idle sign-ins end after twelve hours; a person signs in again. */
async function openSignIn() {
  const { clock, url } = scene.gateway;
  const answer = await fetch(`${url}/api/v1/sign-ins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: operator.email, password: operator.password, code: operator.code() }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  const cookie = String(answer.headers.get('set-cookie')).split(';')[0] ?? '';
  const { csrf_token: csrf } = (await answer.json()) as { csrf_token: string };
  clock.advance(60_000);
  const headers = { cookie, origin: url, 'x-agentport-csrf': csrf };
  return {
    deny: (id: string, reason: string) =>
      operator.send('POST', `/api/v1/approvals/${id}/deny`, { reason }, headers),
  };
}
