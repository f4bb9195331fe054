import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, left, span, took } from './time.ts';

test('time left counts down in minutes and seconds, never below nothing', () => {
  assert.equal(left(1_428_000), '23:48');
  assert.equal(left(9_001), '0:10');
  assert.equal(left(-5), '0:00');
  assert.equal(left(7_500_000), '2 h 05 min');
});

test('ages are relative up to an hour', () => {
  assert.equal(ago(1_000, 1_500), 'just now');
  assert.equal(ago(0, 5_000), '5 s ago');
  assert.equal(ago(0, 360_000), '6 min ago');
  assert.match(ago(0, 2 * 3_600_000), /^at \d\d:\d\d$/);
});

test('spans and durations use the unit a person would', () => {
  assert.equal(span(1_800_000), '30 minutes');
  assert.equal(span(60_000), '1 minute');
  assert.equal(span(20_000), '20 seconds');
  assert.equal(took(420), '0.4 s');
  assert.equal(took(61), '61 ms');
});
