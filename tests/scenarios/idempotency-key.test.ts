import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openScene } from '../support/scene.ts';

const scene = await openScene();
const DAY_MS = 24 * 3_600_000;
const keyed = (key: string) => ({ 'idempotency-key': key });

beforeEach(() => scene.policy('allow'));

test('an allowed call with a key is done once; the same key gets the same answer', async () => {
  const { token } = await scene.gateway.agent();
  const [args, before] = [scene.newCustomer(), scene.effects()];
  const first = await scene.call(token, args, keyed('order-1'));
  assert.equal(first.status, 200, first.text);
  const second = await scene.call(token, args, keyed('order-1'));
  assert.equal(second.status, 200, second.text);
  assert.deepEqual(second.body.result, first.body.result);
  assert.equal(second.body.replayed, true);
  assert.equal(scene.effects(), before + 1);
});

test('allowed calls without a key are independent of each other', async () => {
  const { token } = await scene.gateway.agent();
  const [args, before] = [scene.newCustomer(), scene.effects()];
  await scene.call(token, args);
  await scene.call(token, args);
  assert.equal(scene.effects(), before + 2);
});

test('twenty calls with one key at once are one effect', async () => {
  const { token } = await scene.gateway.agent();
  const [args, before] = [scene.newCustomer(), scene.effects()];
  const answers = await Promise.all(Array.from({ length: 20 }, () => scene.call(token, args, keyed('rush'))));
  assert.equal(scene.effects(), before + 1);
  const statuses = new Set(answers.map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [200, 409], answers.map(({ text }) => text).join());
});

test('T12 the same key with other arguments is a conflict, and nothing is sent', async () => {
  const { token } = await scene.gateway.agent();
  await scene.call(token, scene.newCustomer(), keyed('order-2'));
  const before = scene.effects();
  const other = await scene.call(token, scene.newCustomer(), keyed('order-2'));
  assert.equal(other.status, 409, other.text);
  assert.equal(other.body.error.code, 'idempotency_conflict');
  assert.equal(scene.effects(), before);
});

test('T12 arguments cannot be changed under an approved question by using its key again', async () => {
  await scene.policy('ask');
  const { token } = await scene.gateway.agent();
  const args = scene.newCustomer();
  const asked = await scene.call(token, args, keyed('order-3'));
  const before = scene.effects();
  await scene.approveThen(asked.body.approval.id, async () => {
    const bent = await scene.call(token, scene.newCustomer(), keyed('order-3'));
    assert.equal(bent.status, 409, bent.text);
  });
  assert.equal(await scene.settled(asked.body.approval.id), 'succeeded');
  assert.equal(scene.effects(), before + 1);
  const sent = scene.gateway.sandbox.stripe.recorder.entries.findLast(({ method }) => method === 'POST');
  assert.deepEqual(sent?.body, args);
});

test('a question with a key keeps answering that key after its result was handed out', async () => {
  await scene.policy('ask');
  const { token } = await scene.gateway.agent();
  const args = scene.newCustomer();
  const asked = await scene.call(token, args, keyed('order-4'));
  await scene.approve(asked.body.approval.id);
  await scene.settled(asked.body.approval.id);
  const first = await scene.call(token, args, keyed('order-4'));
  const second = await scene.call(token, args, keyed('order-4'));
  assert.equal(first.status, 200, first.text);
  assert.deepEqual(second.body.result, first.body.result);
});

test('a key that joins a question asked without one is bound to it all the same', async () => {
  await scene.policy('ask');
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const joined = await scene.call(token, asked.args, keyed('late-key'));
  assert.equal(joined.body.approval.id, asked.id);
  const other = await scene.call(token, scene.newCustomer(), keyed('late-key'));
  assert.equal(other.status, 409, other.text);
});

test('the key of one agent means nothing for another', async () => {
  const [one, two] = [await scene.gateway.agent(), await scene.gateway.agent()];
  const before = scene.effects();
  await scene.call(one.token, scene.newCustomer(), keyed('shared'));
  assert.equal((await scene.call(two.token, scene.newCustomer(), keyed('shared'))).status, 200);
  assert.equal(scene.effects(), before + 2);
});

test('a key binds for 24 hours, to the millisecond', async () => {
  const { token } = await scene.gateway.agent();
  const { clock } = scene.gateway;
  const args = scene.newCustomer();
  const first = await scene.call(token, args, keyed('daily'));
  const before = scene.effects();
  const bound = clock.now();
  clock.set(bound + DAY_MS - 1);
  assert.equal((await scene.call(token, args, keyed('daily'))).body.call.id, first.body.call.id);
  clock.set(bound + DAY_MS);
  const anew = await scene.call(token, args, keyed('daily'));
  assert.equal(anew.status, 200, anew.text);
  assert.notEqual(anew.body.call.id, first.body.call.id);
  assert.equal(scene.effects(), before + 1);
});
