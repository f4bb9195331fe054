import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './until.ts';

test('until answers as soon as there is an answer', async () => {
  let asked = 0;
  assert.equal(await until(() => (++asked === 3 ? 'yes' : undefined), { stepMs: 1 }), 'yes');
  assert.equal(asked, 3);
});

test('until gives up at its deadline and says what it waited for', async () => {
  await assert.rejects(
    until(() => false, { deadlineMs: 20, stepMs: 1, what: 'the moon' }),
    /in vain for the moon/,
  );
});
