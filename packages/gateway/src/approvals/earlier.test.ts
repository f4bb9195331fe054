import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApprovalTable } from '../storage/schema/approvals.ts';
import type { CallState, CallTable } from '../storage/schema/calls.ts';
import { callRow } from '../storage/testing.ts';
import { judgeEarlier } from './earlier.ts';
import { COOL_DOWN_MS, RESULT_KEPT_MS } from './states.ts';
import type { CallRow } from './store.ts';

const NOW = 1_800_000_000_000;
const QUESTION = { id: 'apr_1', call_id: 'cal_1', approve_before: NOW + 1 } as ApprovalTable;

function asked(state: CallState, changes: Partial<CallTable> = {}): CallRow {
  return { ...callRow({ state, created_at: NOW - 1, ...changes }), approval: QUESTION };
}

function allowed(state: CallState, changes: Partial<CallTable> = {}): CallRow {
  return { ...asked(state, changes), approval: null };
}

const RESULT = { result_payload: 'pay_1', finished_at: NOW - 1 };

const TABLE: readonly [title: string, call: CallRow | null, answer: string][] = [
  ['no earlier call', null, 'none'],
  ['a pending question', asked('pending'), 'attach'],
  ['an approved call', asked('approved'), 'attach'],
  ['a running call', asked('executing'), 'attach'],
  ['a finished call with its result', asked('succeeded', RESULT), 'collect'],
  ['a failed call with its result', asked('failed', RESULT), 'collect'],
  ['a collected call', asked('succeeded', { ...RESULT, collected_at: NOW - 1 }), 'none'],
  ['a finished call without a result', asked('succeeded', { finished_at: NOW - 1 }), 'none'],
  ['a result of 24 hours less a millisecond', asked('succeeded', aged(RESULT_KEPT_MS - 1)), 'collect'],
  ['a result of 24 hours', asked('succeeded', aged(RESULT_KEPT_MS)), 'none'],
  ['a denial of 15 minutes less a millisecond', asked('denied', aged(COOL_DOWN_MS - 1)), 'cool_down'],
  ['a denial of 15 minutes', asked('denied', aged(COOL_DOWN_MS)), 'none'],
  ['a change with an unknown outcome', asked('outcome_unknown', RESULT), 'unknown'],
  ['the same, collected', asked('outcome_unknown', { ...RESULT, collected_at: NOW - 1 }), 'unknown'],
  ['the same, a year ago', asked('outcome_unknown', aged(365 * 86_400_000)), 'unknown'],
  ['the same, once allowed by policy', allowed('outcome_unknown', RESULT), 'unknown'],
  ['a read with an unknown outcome', asked('outcome_unknown', { ...RESULT, risk: 'read' }), 'collect'],
  ['a reconciled call the agent was not told of', asked('reconciled_failed', RESULT), 'collect'],
  ['the same, once allowed by policy', allowed('reconciled_succeeded', RESULT), 'collect'],
  ['a reconciled call', asked('reconciled_succeeded', { ...RESULT, collected_at: NOW }), 'none'],
  ['an allowed call', allowed('succeeded', RESULT), 'none'],
  ['an allowed call that runs', allowed('executing'), 'none'],
  ...(
    [
      'denied_by_policy',
      'expired',
      'cancelled',
      'superseded',
      'stopped',
      'withdrawn',
      'permit_expired',
      'revoked',
    ] as const
  ).map((state): [string, CallRow, string] => [`a call that ended ${state}`, asked(state), 'none']),
];

function aged(ms: number): Partial<CallTable> {
  return { result_payload: 'pay_1', finished_at: NOW - ms };
}

for (const [title, call, answer] of TABLE) {
  test(`after ${title} the same call again is answered: ${answer}`, () => {
    assert.equal(judgeEarlier(call, NOW).kind, answer);
  });
}

test('a question that nobody tidied away counts until, and not at, its end', () => {
  assert.equal(judgeEarlier(asked('pending'), QUESTION.approve_before - 1).kind, 'attach');
  assert.equal(judgeEarlier(asked('pending'), QUESTION.approve_before).kind, 'none');
});

test('a cool-down says until when', () => {
  const earlier = judgeEarlier(asked('denied', { finished_at: NOW - 1 }), NOW);
  assert.equal(earlier.kind === 'cool_down' && earlier.until, NOW - 1 + COOL_DOWN_MS);
});
