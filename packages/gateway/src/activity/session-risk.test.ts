import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sessionRisk } from './session-risk.ts';

const NOTHING = { asked: 0, denied: 0, turned_down: 0, flagged: 0, failed: 0, unknown: 0 };
const counts = fc.record({
  asked: fc.nat(10_000),
  denied: fc.nat(10_000),
  turned_down: fc.nat(10_000),
  flagged: fc.nat(10_000),
  failed: fc.nat(10_000),
  unknown: fc.nat(10_000),
});

test('a session in which everything was allowed and answered has no risk and no reason', () => {
  assert.deepEqual(sessionRisk(NOTHING), { score: 0, reasons: [] });
});

test('what people and detectors said weighs more than what was only asked', () => {
  const { score, reasons } = sessionRisk({ ...NOTHING, asked: 3, turned_down: 1, flagged: 1 });
  assert.equal(score, 38);
  assert.deepEqual(
    reasons.map(({ sign, points }) => [sign, points]),
    [
      ['turned_down', 20],
      ['flagged', 15],
      ['asked', 3],
    ],
  );
});

test('the score stays from 0 to 100, and is the sum of its reasons until there', () => {
  fc.assert(
    fc.property(counts, (given) => {
      const { score, reasons } = sessionRisk(given);
      const sum = reasons.reduce((total, { points }) => total + points, 0);
      assert.equal(score, Math.min(sum, 100));
      assert.ok(score >= 0 && score <= 100);
    }),
  );
});

test('one more of anything never lowers the score', () => {
  fc.assert(
    fc.property(
      counts,
      fc.constantFrom(...(Object.keys(NOTHING) as (keyof typeof NOTHING)[])),
      (given, sign) => {
        assert.ok(sessionRisk({ ...given, [sign]: given[sign] + 1 }).score >= sessionRisk(given).score);
      },
    ),
  );
});
