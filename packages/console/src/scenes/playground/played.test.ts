import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPlayed } from './played.ts';

test('each row of the outcome table is read as what it is', () => {
  const released = { status: 'released', result: { id: 'cus_1' }, replayed: false, call: { id: 'cal_1' } };
  assert.deepEqual(readPlayed({ body: released }), {
    ...{ kind: 'released', result: { id: 'cus_1' }, replayed: false, call: 'cal_1' },
  });
  const pending = { status: 'approval_pending', approval: { id: 'apr_1' }, call: { id: 'cal_2' } };
  assert.deepEqual(readPlayed({ body: pending }), { kind: 'pending', approval: 'apr_1', call: 'cal_2' });
  const denied = { error: { code: 'denied', message: 'Policy denies it.', retryable: false } };
  assert.deepEqual(readPlayed({ body: denied }), {
    ...{ kind: 'refused', code: 'denied', message: 'Policy denies it.', details: null },
  });
});

test('nothing but a released answer is ever shown as one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      const released = (body as { status?: unknown } | null)?.status === 'released';
      assert.equal(readPlayed({ body }).kind === 'released', released);
    }),
  );
});
