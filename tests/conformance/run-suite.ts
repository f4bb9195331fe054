import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parse } from 'yaml';
import { startProcess } from '../support/process.ts';
import { type Suite, suiteProgram } from './packages.ts';
import { readReport } from './report.ts';

const ARGUMENTS: Readonly<Record<Suite, readonly string[]>> = {
  '0.1.16': ['--suite', 'all'],
  '2026-07-28': ['--requirements', '2026-07-28'],
};

export interface SuiteOptions {
  readonly suite: Suite;
  /** The MCP endpoint; the suites can send no token of their own. */
  readonly url: string;
  /** YAML: suite -> list of `{ scenario, reason }`. */
  readonly expectedFailures?: string;
  readonly deadlineMs?: number;
}

export interface SuiteResult {
  /** Scored scenarios by name. */
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** One sentence for each scenario that failed and is not listed, or is listed and passed. Empty means all is well. */
  readonly unexpected: readonly string[];
  /** What the suite printed. */
  readonly output: string;
}

/**
 * Runs a conformance suite of the Model Context Protocol against a server.
 *
 * @throws Error when the suite did not finish or printed no summary
 */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  const child = startProcess({
    args: [suiteProgram(options.suite), 'server', '--url', options.url, ...ARGUMENTS[options.suite]],
    cwd: tmpdir(),
    env: { NO_COLOR: '1' },
  });
  const timer = setTimeout(() => void child.killHard(), options.deadlineMs ?? 180_000);
  await child.exited;
  clearTimeout(timer);
  const output = child.stdout() + child.stderr();
  const { passed, failed } = readReport(output);
  if (passed.length + failed.length === 0)
    throw new Error(`The suite ${options.suite} gave no summary:\n${output}`);
  const listed = options.expectedFailures ? readExpected(options.expectedFailures, options.suite) : [];
  return { passed, failed, unexpected: surprises(passed, failed, listed), output };
}

interface Expected {
  readonly scenario: string;
  readonly reason: string;
}

function readExpected(path: string, suite: Suite): Expected[] {
  const rows = (parse(readFileSync(path, 'utf8'))?.[suite] ?? []) as Partial<Expected>[];
  return rows.map(({ scenario, reason }) => {
    if (!scenario || !reason) throw new Error(`${path}: each row of ${suite} needs a scenario and a reason.`);
    return { scenario, reason };
  });
}

function surprises(
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
