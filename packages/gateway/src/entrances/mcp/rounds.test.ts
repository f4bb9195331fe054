import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openStage, released, type Stage } from '../agent-plane/stage.fixture.ts';
import { until } from '../agent-plane/stage-clock.fixture.ts';
import { modernCall, post } from './wire.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/** Waits out one leg of a pending call and returns the state the client would carry. */
async function stateOfPending(id: string, args: object): Promise<string> {
  stage.play(() => stage.approvals.ask('agt_a', id));
  const [body, headers] = modernCall('stripe__create_refund', args);
  const answering = post(stage, body, headers);
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
    const { messages } = await post(stage, body, { ...headers, ...more }, path);
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
  const again = () => post(stage, ...modernCall('stripe__create_refund', { amount: 5 }, { requestState }));
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
  const answering = post(stage, body, headers);
  await until(() => stage.approvals.waiting === 1);
  await stage.clock.advance(50_000);
  assert.equal((await answering).messages[0]?.result?.resultType, 'input_required');
  assert.equal(stage.approvals.questions.get('apr_elicit')?.view.state, 'pending');
});
