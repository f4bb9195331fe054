import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterSearch, isFiltered, NO_FILTER, queryOf, readFilter } from './filter.ts';

test('a filter survives the address bar, and what nobody knows is left out', () => {
  const filter = { ...NO_FILTER, text: 'a&b=c', show: 'denied', risk: 'financial', span: '7d' } as const;
  assert.deepEqual(readFilter(filterSearch(filter)), filter);
  assert.deepEqual(readFilter('?show=everything&span=1y&risk=&other=1'), NO_FILTER);
  assert.equal(filterSearch(NO_FILTER), '');
  assert.equal(isFiltered(NO_FILTER), false);
});

test('a span asks from a whole minute on, so that the same question is asked again', () => {
  const now = Date.parse('2026-01-02T10:20:30.500Z');
  const query = queryOf({ ...NO_FILTER, span: '1h', agent: 'agt_1' }, now);
  assert.deepEqual(query, { agent: 'agt_1', from: '2026-01-02T09:20:00.000Z' });
  assert.deepEqual(queryOf(NO_FILTER, now), {});
});
