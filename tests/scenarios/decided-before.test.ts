import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';

const scene = await openScene();
const { operator } = scene.gateway;

const compared = async (id: string) =>
  (await operator.send('GET', `/api/v1/approvals/${id}`)).body.compared as {
    calls: number;
    values: { pointer: string; kind: string; unusual: boolean }[];
  };

const askWith = async (token: string, description: string) =>
  scene.ask(token, { ...scene.newCustomer(), description });

test('a value none of the last approved calls had is marked; four calls or another operation mark nothing', async () => {
  const { token } = await scene.gateway.agent();
  for (let n = 0; n < 5; n++) {
    const { id } = await askWith(token, 'shop');
    assert.deepEqual(await compared(id), { calls: n, values: [] });
    await scene.approve(id);
    await scene.settled(id);
  }
  const denied = await askWith(token, 'denied is no example');
  await scene.deny(denied.id);
  const strange = await askWith(token, 'elsewhere');
  const { calls, values } = await compared(strange.id);
  assert.equal(calls, 5);
  assert.deepEqual(
    values.filter(({ unusual }) => unusual),
    [
      {
        kind: 'text',
        pointer: '/description',
        unusual: true,
        of: 5,
        same: 0,
        usual: [{ t: 'text', v: 'shop' }],
        usually: 5,
      },
    ],
  );
  const usual = await askWith(token, 'shop');
  assert.ok((await compared(usual.id)).values.every(({ unusual }) => !unusual));
});

test('what was decided is listed by answer, agent and connection', async () => {
  const { token, id: agent } = await scene.gateway.agent();
  const askLater = () => {
    scene.gateway.clock.advance(1); // ids of one millisecond are in no order
    return scene.ask(token);
  };
  const [yes, no, open] = [await askLater(), await askLater(), await askLater()];
  await scene.approve(yes.id);
  await scene.settled(yes.id);
  await scene.deny(no.id);
  const listed = async (query: string) => {
    const answer = await operator.send('GET', `/api/v1/approvals?state=decided&agent=${agent}&${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.items.map((item: { id: string }) => item.id);
  };
  assert.deepEqual(await listed(''), [no.id, yes.id]);
  assert.deepEqual(await listed('answer=approved'), [yes.id]);
  assert.deepEqual(await listed('answer=denied&connection=stripe'), [no.id]);
  assert.deepEqual(await listed('connection=github'), []);
  assert.deepEqual(await listed('connection=nowhere'), []);
  await operator.send('POST', `/api/v1/agents/${agent}/stop`);
  assert.deepEqual(await listed('answer=unanswered'), [open.id]);
});
