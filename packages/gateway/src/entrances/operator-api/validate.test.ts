import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { Fault } from '../../kernel/fault.ts';
import { readerOf, readIndex } from './validate.ts';

const schema = z.object({
  name: z.string(),
  answer: z.enum(['approve', 'deny']).optional(),
  days: z.number().int().positive().optional(),
});
const detailsOf = (value: unknown) => {
  try {
    readerOf(schema, 'body')(value);
    return null;
  } catch (error) {
    return { code: (error as Fault).code, ...(error as Fault).details };
  }
};

test('what fits is read, what does not is refused with its path and what is expected', () => {
  const refusal = (path: string, expected: string) => ({
    code: 'invalid_request',
    in: 'body',
    path,
    expected,
  });
  assert.equal(detailsOf({ name: 'a', days: 3 }), null);
  assert.deepEqual(detailsOf(undefined), refusal('', 'a JSON object'));
  assert.deepEqual(detailsOf([]), refusal('', 'a JSON object'));
  assert.deepEqual(detailsOf({}), refusal('/name', 'a string'));
  assert.deepEqual(detailsOf({ name: 5 }), refusal('/name', 'a string'));
  assert.deepEqual(detailsOf({ name: 'a', answer: 'yes' }), refusal('/answer', 'one of "approve", "deny"'));
  assert.deepEqual(detailsOf({ name: 'a', days: 0 }), refusal('/days', 'more than 0'));
  assert.deepEqual(detailsOf({ name: 'a', nmae: 'b' }), refusal('/nmae', 'nothing of this name'));
});

test('a refusal never repeats the value', () => {
  const text = JSON.stringify(detailsOf({ name: { key: 'plainly-fake-secret' } }));
  assert.doesNotMatch(text, /plainly/);
});

test('a path without a body takes none, but an empty object does no harm', () => {
  const none = readerOf(undefined, 'body');
  for (const value of [undefined, null, {}]) assert.equal(none(value), undefined);
  assert.throws(() => none({ force: true }), /takes no body/);
});

test('a number in a path is a plain number or names nothing', () => {
  assert.equal(readIndex('0', 'missing'), 0);
  assert.equal(readIndex('123', 'missing'), 123);
  for (const text of ['', '-1', '1.5', '01', '1e3', ' 1', '0x1', '9'.repeat(16)]) {
    assert.throws(() => readIndex(text, 'missing'), /missing/, text);
  }
});
