import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, filterOf } from './decided-filter.ts';

test('an address says what the page shows, and unknown words in it mean nothing', () => {
  const filter = filterOf('?answer=denied&agent=agt_1&after=apr_9');
  assert.deepEqual(filter, { answer: 'denied', agent: 'agt_1', connection: null, after: 'apr_9' });
  assert.equal(filterOf('?answer=allow').answer, null);
});

test('another filter begins at the newest; turning the page keeps the filter', () => {
  const filter = filterOf('?answer=denied&after=apr_9');
  assert.equal(addressOf(filter, { agent: 'agt_1' }), '/approvals/decided?answer=denied&agent=agt_1');
  assert.equal(addressOf(filter, { after: 'apr_2' }), '/approvals/decided?answer=denied&after=apr_2');
  assert.equal(addressOf(filter, { answer: null }), '/approvals/decided');
});
