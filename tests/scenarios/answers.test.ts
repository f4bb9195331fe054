import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const scene = await openScene();
const { operator, clock } = scene.gateway;
const APPROVE_WITHIN_MS = 30 * 60_000;
const EXECUTE_WITHIN_MS = 5 * 60_000;

test('the reason of a denial reaches the agent that waits', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const waiting = scene.call(token, asked.args, { prefer: 'wait=20' });
  const { waiters } = scene.gateway.running.gateway.limits;
  await until(() => waiters.size === 1, { what: 'the agent to wait' });
  await scene.deny(asked.id, 'Use the existing customer');
  const told = await waiting;
  assert.equal(told.status, 403, told.text);
  assert.match(told.body.error.message, /Use the existing customer/);
  assert.equal(scene.effects(), 0);
});

test('T4 an approval sent again after it was used changes nothing', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  const seen = await operator.send('GET', `/api/v1/approvals/${asked.id}`);
  const { action_sha256, display_sha256 } = seen.body;
  const post = () =>
    operator.send('POST', `/api/v1/approvals/${asked.id}/approve`, { action_sha256, display_sha256 });
  assert.equal((await post()).status, 200);
  await scene.settled(asked.id);
  const again = await Promise.all([post(), post(), scene.deny(asked.id)]);
  assert.deepEqual(
    again.map(({ status }) => status),
    [409, 409, 409],
  );
  assert.equal(await scene.settled(asked.id), 'succeeded');
  assert.equal(scene.effects(), before + 1);
});

test('an approval of something else than what was shown is refused', async () => {
  const { token } = await scene.gateway.agent();
  const [asked, other] = [await scene.ask(token), await scene.ask(token)];
  const seen = await operator.send('GET', `/api/v1/approvals/${other.id}`);
  const { action_sha256, display_sha256 } = seen.body;
  const bent = await operator.send('POST', `/api/v1/approvals/${asked.id}/approve`, {
    action_sha256,
    display_sha256,
  });
  assert.equal(bent.status, 409, bent.text);
  assert.equal(bent.body.error.code, 'action_changed');
});

test('T7 approve and deny in the same moment leave one end: sent and not denied, or denied and not sent', async () => {
  const { token } = await scene.gateway.agent();
  for (let round = 0; round < 10; round++) {
    const asked = await scene.ask(token);
    const before = scene.effects();
    const [approved, denied] = await Promise.all(
      round % 2 === 0
        ? [scene.approve(asked.id), scene.deny(asked.id)]
        : [scene.deny(asked.id), scene.approve(asked.id)].reverse(),
    );
    const state = await scene.settled(asked.id);
    const sent = scene.effects() - before;
    assert.deepEqual([sent, state === 'succeeded'], denied?.status === 200 ? [0, false] : [1, true], state);
    assert.ok(['denied', 'revoked', 'succeeded'].includes(state), `${state} ${approved?.status}`);
  }
});

test('T7 a denial that comes after the approval and before the execution takes the approval back', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  await scene.approveThen(asked.id, async () => {
    const denied = await scene.deny(asked.id, 'Wait, not this one');
    assert.equal(denied.status, 200, denied.text);
  });
  assert.equal(await scene.settled(asked.id), 'revoked');
  assert.equal(scene.effects(), before);
  assert.equal((await scene.entries(asked.callId)).at(-1), 'approval.revoked');
});

test('T8 an approval counts until, and not at, the millisecond it was asked for', async () => {
  const { token } = await scene.gateway.agent();
  const [early, late] = [await scene.ask(token), await scene.ask(token)];
  const before = clock.now() + APPROVE_WITHIN_MS;
  clock.set(before - 1);
  assert.equal((await scene.approve(early.id)).status, 200);
  assert.equal(await scene.settled(early.id), 'succeeded');
  clock.set(before);
  const refused = await scene.approve(late.id);
  assert.equal(refused.status, 410, refused.text);
  assert.equal(refused.body.error.code, 'approval_expired');
  assert.equal(await scene.settled(late.id), 'expired');
});

test('T33 an expired request approved from a page left open is refused, and the page says expired', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const seen = await operator.send('GET', `/api/v1/approvals/${asked.id}`);
  const { action_sha256, display_sha256 } = seen.body;
  const sent = scene.effects();
  clock.advance(APPROVE_WITHIN_MS);
  for (let attempt = 1; attempt <= 2; attempt++) {
    const late = await operator.send('POST', `/api/v1/approvals/${asked.id}/approve`, {
      action_sha256,
      display_sha256,
    });
    assert.equal(late.status, 410, late.text);
  }
  const page = await operator.send('GET', `/api/v1/approvals/${asked.id}`);
  assert.equal(page.body.state, 'expired');
  assert.equal(scene.effects(), sent);
  const told = await scene.own(token, asked.id);
  assert.equal(told.body.state, 'expired');
});

test('T8 an approved call is sent until, and not at, the end of its execution time', async () => {
  const { token } = await scene.gateway.agent();
  const early = await scene.ask(token);
  await scene.approveThen(early.id, () => clock.set(clock.now() + EXECUTE_WITHIN_MS - 1));
  assert.equal(await scene.settled(early.id), 'succeeded');
  const late = await scene.ask(token);
  const sent = scene.effects();
  await scene.approveThen(late.id, () => clock.set(clock.now() + EXECUTE_WITHIN_MS));
  assert.equal(await scene.settled(late.id), 'permit_expired');
  assert.equal(scene.effects(), sent);
  assert.notEqual((await scene.ask(token, late.args)).id, late.id, 'it may be asked again');
});

test('T93 a clock that went back closes claims; nothing is sent on old time', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const [sent, now] = [scene.effects(), clock.now()];
  await scene.approveThen(asked.id, () => clock.set(now - 60_000));
  assert.equal(await scene.settled(asked.id), 'withdrawn');
  clock.set(now);
  assert.equal(scene.effects(), sent);
});

test('the asking agent withdraws its question; afterwards nobody can approve it', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const withdrawn = await scene.own(token, asked.id, 'DELETE');
  assert.equal(withdrawn.body.state, 'cancelled', withdrawn.text);
  assert.equal((await scene.approve(asked.id)).status, 409);
  assert.equal((await scene.own(token, asked.id, 'DELETE')).status, 409);
});

test('T45 another agent cannot see, withdraw or collect a question, nor tell it from one that never was', async () => {
  const [owner, stranger] = [await scene.gateway.agent(), await scene.gateway.agent()];
  const asked = await scene.ask(owner.token);
  const never = `${asked.id.slice(0, -4)}zzzz`;
  for (const method of ['GET', 'DELETE'] as const) {
    const hidden = await scene.own(stranger.token, asked.id, method);
    const unknown = await scene.own(stranger.token, never, method);
    assert.equal(hidden.status, 404, hidden.text);
    assert.deepEqual(hidden.body, unknown.body);
  }
  await scene.approve(asked.id);
  await scene.settled(asked.id);
  assert.equal((await scene.own(stranger.token, asked.id)).status, 404);
  const collected = await scene.own(owner.token, asked.id);
  assert.equal(collected.body.outcome.status, 'released', collected.text);
  assert.equal((await scene.own(owner.token, asked.id)).body.outcome, undefined, 'handed out once');
});

test('the log of all this verifies', () => scene.verify());
