import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../kernel/fault.ts';
import { DEFAULT_RETENTION } from '../retention/index.ts';
import { parseConfigFile } from './parse.ts';
import { longestRetention, retentionChanges, retentionOf } from './retention.ts';

const DAY_MS = 86_400_000;
const read = (yaml: string) => retentionOf(parseConfigFile(yaml, 'agentport.yaml').content);

test('retention is written as hours or days; what is not written keeps its default', () => {
  assert.deepEqual(read('version: 1'), DEFAULT_RETENTION);
  assert.deepEqual(read('retention: {results: 2h, payloads: 7d}'), {
    results: DAY_MS / 12,
    payloads: 7 * DAY_MS,
    sign_ins: 30 * DAY_MS,
  });
});

test('anything else is refused: no time at all would erase everything', () => {
  for (const value of ['0h', '0d', '1', '90', '-1d', '1m', '1.5d', '99999d', 'forever', '""'])
    assert.throws(
      () => read(`retention: {payloads: ${value}}`),
      (error) => error instanceof Fault && error.code === 'config_invalid',
      value,
    );
});

test('T103 a shorter time waits for a person, for it erases evidence; a longer one applies at once', () => {
  const shorter = { ...DEFAULT_RETENTION, payloads: DAY_MS };
  const longer = { ...DEFAULT_RETENTION, results: 3 * DAY_MS };
  assert.deepEqual(retentionChanges(DEFAULT_RETENTION, DEFAULT_RETENTION), []);
  assert.deepEqual(
    retentionChanges(DEFAULT_RETENTION, shorter).map(({ kind }) => kind),
    ['loosening'],
  );
  assert.deepEqual(
    retentionChanges(DEFAULT_RETENTION, longer).map(({ kind }) => kind),
    ['tightening'],
  );
  assert.deepEqual(longestRetention(shorter, longer), longer);
});
