import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import { runMany } from './random-runs.ts';

/** As many as fit beside everything else; `npm run torture` runs more. */
const RUNS = 25;

/** Random failures under load, the same ones each time. */
export function testRandomRuns(dialect: Dialect): void {
  test(`${RUNS} random failures while agents ask and people answer: nothing is lost, doubled or unapproved`, async (t) => {
    const said: string[] = [];
    const print = (line: string) => void said.push(line);
    const { violations, failures } = await runMany(t, { dialect, runs: RUNS, firstSeed: 1, print });
    assert.equal(violations, 0, said.join('\n'));
    assert.ok(failures > RUNS / 2, 'most of the planned failures came');
  });
}
