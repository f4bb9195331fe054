import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApprovalSummary } from '@agentport/contract';
import { NOTHING, settle, TAKEN_MS } from './arrivals.ts';
import { groupsOf } from './groups.ts';

function request(id: string, minutes: number, agent = 'a', connection = 'stripe'): ApprovalSummary {
  return {
    id,
    agent: { id: agent, name: agent },
    connection,
    approve_before: new Date(minutes * 60_000).toISOString(),
  } as ApprovalSummary;
}

test('groups are by agent and connection, soonest end first, inside and among them', () => {
  const groups = groupsOf([
    request('late', 30),
    request('soon', 2, 'b', 'github'),
    request('middle', 10),
    request('other', 20, 'a', 'github'),
  ]);
  assert.deepEqual(
    groups.map((group) => group.items.map((item) => item.id)),
    [['soon'], ['middle', 'late'], ['other']],
  );
});

test('nothing moves under a finger: new requests queue, known ones keep their place', () => {
  const first = settle(NOTHING, [request('1', 1), request('2', 2)], 0);
  assert.deepEqual(first.queued, []);
  const second = settle(first.shown, [request('3', 0), request('2', 2), request('1', 1)], 100);
  assert.deepEqual(
    second.shown.items.map((item) => item.id),
    ['1', '2'],
  );
  assert.deepEqual(
    second.queued.map((item) => item.id),
    ['3'],
  );
});

test('an answered request stays six seconds and then leaves', () => {
  const first = settle(NOTHING, [request('1', 1), request('2', 2)], 0).shown;
  const gone = settle(first, [request('2', 2)], 1_000).shown;
  assert.deepEqual([...gone.taken], [['1', 1_000]]);
  assert.equal(settle(gone, [request('2', 2)], 1_000 + TAKEN_MS - 1).shown.items.length, 2);
  assert.equal(settle(gone, [request('2', 2)], 1_000 + TAKEN_MS).shown.items.length, 1);
});

test('an empty page takes what comes at once', () => {
  const empty = settle(settle(NOTHING, [], 0).shown, [request('1', 1)], 10);
  assert.equal(empty.shown.items.length, 1);
  assert.deepEqual(empty.queued, []);
});
