import { parse } from 'yaml';
import type { Suite } from './packages.ts';

export interface Expected {
  readonly scenario: string;
  readonly reason: string;
}

/**
 * Reads the list of failures we know of: suite -> rows with the scenario and why it fails.
 *
 * @throws Error for a row without a scenario or a reason
 */
export function readExpected(text: string, suite: Suite): Expected[] {
  const rows = (parse(text)?.[suite] ?? []) as Partial<Expected>[];
  return rows.map(({ scenario, reason }) => {
    if (!scenario || !reason)
      throw new Error(`Each expected failure of ${suite} needs a scenario and a reason.`);
    return { scenario, reason };
  });
}

/** Where the run and the list disagree, one sentence each. */
export function surprises(
  passed: readonly string[],
  failed: readonly string[],
  listed: readonly Expected[],
): string[] {
  const names = listed.map((row) => row.scenario);
  const known = new Set([...passed, ...failed]);
  return [
    ...failed.filter((name) => !names.includes(name)).map((name) => `${name} failed and is not listed.`),
    ...passed
      .filter((name) => names.includes(name))
      .map((name) => `${name} passes now: take it off the list.`),
    ...names.filter((name) => !known.has(name)).map((name) => `${name} is listed but was not run.`),
  ];
}
