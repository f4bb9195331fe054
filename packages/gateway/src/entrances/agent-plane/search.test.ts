import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { searchOperations } from './search.ts';
import { stageOperation } from './stage.fixture.ts';

const operations = [
  stageOperation('list_customers'),
  stageOperation('get_customer'),
  stageOperation('create_refund', { summary: 'Pays money back to a customer.' }),
];
const names = (query: string) => searchOperations(operations, query).map(({ name }) => name);

test('a hit in the name comes before one in the summary, and plurals find singulars', () => {
  assert.deepEqual(names('customers'), ['list_customers', 'get_customer', 'create_refund']);
  assert.deepEqual(names('refund money'), ['create_refund']);
  assert.deepEqual(names('LIST'), ['list_customers']);
  assert.deepEqual(names('github'), []);
});

test('an empty query keeps everything in order', () => {
  assert.deepEqual(names('  '), ['list_customers', 'get_customer', 'create_refund']);
});

test('no query throws or invents an operation', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (query) =>
      searchOperations(operations, query).every((operation) => operations.includes(operation)),
    ),
  );
});
