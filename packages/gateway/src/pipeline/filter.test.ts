import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Obligation, Reply } from '@agentport/engine';
import type { Sent } from '../courier/index.ts';
import { filter } from './filter.ts';
import type { GatewayCall } from './request.ts';

const call = { id: 'cal_1' } as GatewayCall;
const HIDE: readonly Obligation[] = [{ kind: 'hide_fields', paths: ['**.iban'] }];
const REPLY: Reply = {
  status: 200,
  headers: [],
  parts: [{ kind: 'json', value: { id: 'a', iban: 'DE00 0000', list: [{ iban: 'DE11 1111' }] } }],
  is_error: false,
};
const BYTES: Reply = {
  ...REPLY,
  parts: [{ kind: 'binary', mime: 'application/pdf', bytes: Uint8Array.of(1) }],
};

function sent(changes: Partial<Sent>): Sent {
  return {
    disposition: 'succeeded',
    reached: 'answered',
    reply: REPLY,
    problem: null,
    upstreamStatus: 200,
    retryAfterSeconds: null,
    credentialEchoes: 0,
    timing: { startedAt: 1, finishedAt: 2 },
    ...changes,
  };
}

test('fields that must be hidden are gone before anybody sees or stores the reply', () => {
  const outcome = filter(call, sent({}), HIDE);
  assert.equal(outcome.kind, 'released');
  assert.doesNotMatch(JSON.stringify(outcome), /DE00|DE11/);
  assert.match(JSON.stringify(outcome), /"id":"a"/);
});

test('a failure hides the same fields, and a part that cannot be looked into is left out', () => {
  const failed = filter(call, sent({ disposition: 'failed', upstreamStatus: 402 }), HIDE);
  assert.equal(failed.kind, 'failed');
  assert.doesNotMatch(JSON.stringify(failed), /DE00|DE11/);
  const dark = filter(call, sent({ disposition: 'failed', reply: BYTES }), HIDE);
  assert.equal(dark.kind === 'failed' && dark.reply, null);
});

test('a success that cannot be looked into is withheld when something must be hidden, else released whole', () => {
  assert.equal(filter(call, sent({ reply: BYTES }), HIDE).kind, 'withheld');
  assert.equal(filter(call, sent({ reply: null }), HIDE).kind, 'withheld');
  const released = filter(call, sent({ reply: BYTES }), []);
  assert.deepEqual(released.kind === 'released' && released.reply, BYTES);
});

test('an unknown outcome never carries a reply', () => {
  const outcome = filter(call, sent({ disposition: 'outcome_unknown' }), []);
  assert.equal(outcome.kind, 'outcome_unknown');
  assert.equal('reply' in outcome, false);
});

test('how long the service asks to wait goes to the agent beside what else is known', () => {
  const problem = { code: 'upstream_rate_limited', message: 'Wait.', details: { upstream_status: 429 } };
  const outcome = filter(call, sent({ disposition: 'failed', problem, retryAfterSeconds: 7 }), []);
  assert.deepEqual(outcome.kind === 'failed' && outcome.problem.details, {
    upstream_status: 429,
    retry_after_s: 7,
  });
  const silent = filter(call, sent({ disposition: 'failed', problem }), []);
  assert.deepEqual(silent.kind === 'failed' && silent.problem, problem);
});
