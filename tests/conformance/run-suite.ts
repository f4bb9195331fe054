import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { startProcess } from '../support/process.ts';
import { readExpected, surprises } from './expected.ts';
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
  const listed = options.expectedFailures
    ? readExpected(readFileSync(options.expectedFailures, 'utf8'), options.suite)
    : [];
  return { passed, failed, unexpected: surprises(passed, failed, listed), output };
}
