import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsOf, schemaFields } from './schema-fields.ts';

const FIELDS = schemaFields({
  required: ['charge'],
  properties: {
    amount: { type: 'integer' },
    charge: { type: 'string', description: 'Id of the payment.' },
    reason: { enum: ['duplicate', 'fraudulent'] },
    live: { type: 'boolean' },
    metadata: { type: 'object' },
  },
});

test('what is needed stands first, and each argument is asked for in its own way', () => {
  assert.deepEqual(
    FIELDS.map(({ name, kind, required }) => `${name} ${kind} ${required}`),
    [
      'charge text true',
      'amount number false',
      'reason choice false',
      'live switch false',
      'metadata json false',
    ],
  );
});

test('what was left empty is not sent, and every other value has the type of its argument', () => {
  const typed = { charge: 'ch_1', amount: '1200', reason: '', live: 'false', metadata: '{"a": 1}' };
  assert.deepEqual(argumentsOf(FIELDS, typed), {
    charge: 'ch_1',
    amount: 1200,
    live: false,
    metadata: { a: 1 },
  });
});

test('a number that is none goes as it was typed, so that the gateway says what is wrong', () => {
  assert.deepEqual(argumentsOf(FIELDS, { amount: 'twelve' }), { amount: 'twelve' });
});

test('JSON that cannot be read is refused by the name of its argument', () => {
  assert.throws(() => argumentsOf(FIELDS, { metadata: '{a' }), /^SyntaxError: metadata is not JSON yet/);
});
