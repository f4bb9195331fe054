import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActivityEntryWire } from '@agentport/contract';
import { railOf, shownSteps } from './rail.ts';

function entry(index: number, kind: string, more: Partial<ActivityEntryWire> = {}): ActivityEntryWire {
  const at = '2026-01-02T10:00:00.000Z';
  return { index, at, kind, call_id: `cal_${index}`, entry: {}, leaf_hash: '', risk: null, ...more };
}

test('the rail moves to the risk of each step and stays where a step has none', () => {
  const steps = railOf([
    entry(1, 'call.finished', { risk: 'read' }),
    entry(2, 'call.pending', { risk: 'financial' }),
    entry(3, 'approval.denied'),
    entry(4, 'call.denied', { risk: 'destructive' }),
  ]);
  assert.deepEqual(
    steps.map(({ before, level, held }) => [before, level, held]),
    [
      [0, 0, false],
      [0, 2, true],
      [2, 2, true],
      [2, 3, true],
    ],
  );
});

test('a call that ended is one step, one that still runs shows that it was sent', () => {
  const [sent, ended, running] = [
    entry(1, 'call.executing', { call_id: 'cal_a' }),
    entry(2, 'call.finished', { call_id: 'cal_a' }),
    entry(3, 'call.executing', { call_id: 'cal_b' }),
  ];
  assert.deepEqual(shownSteps([sent, ended, running] as ActivityEntryWire[]), [ended, running]);
});
