import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inPool } from './pool.ts';
import type { Line } from './reporter.ts';
import { REPORT_MS, reportFlags, stillOpen } from './still-open.ts';

export interface TestFile {
  /** relative to the root of the repository */
  readonly file: string;
  /** a file that has not ended by then is killed and counts as failed */
  readonly limitMs: number;
  /** the database its gateways keep their state in; SQLite when absent */
  readonly database?: 'postgres';
}

export interface FileResult {
  readonly file: string;
  readonly database?: 'postgres';
  readonly lines: readonly Exclude<Line, { kind: 'end' }>[];
  readonly ms: number;
  /** what the file printed; shown only when something failed */
  readonly output: string;
}

const ROOT = path.join(import.meta.dirname, '..');
const REPORTER = path.join(import.meta.dirname, 'reporter.ts');
/** Compiled modules are shared between the processes: a third of a short test's time is loading. */
const COMPILE_CACHE = path.join(ROOT, 'node_modules', '.cache', 'agentport-tests');
const OUTPUT_CHARS_MAX = 20_000;

const running = new Set<number>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const pid of running) endGroup(pid);
    process.exit(130);
  });
}

/** Runs every file in a process of its own, a few at a time; the result of each is handed over as it comes. */
export async function runTests(
  files: readonly TestFile[],
  concurrency: number,
  onResult: (result: FileResult) => void,
): Promise<FileResult[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'agentport-tests-'));
  try {
    return await inPool(files, concurrency, async (test, index) => {
      const result = await runFile(test, path.join(folder, `${index}.jsonl`));
      onResult(result);
      return result;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runFile(test: TestFile, reportPath: string): Promise<FileResult> {
  const { file, limitMs } = test;
  const started = performance.now();
  const ended = await runProcess(test, reportPath);
  const { lines, complete } = await readReport(reportPath);
  const failed = lines.some((line) => line.kind === 'fail');
  const trouble = troubleOf(ended, lines.length, complete, failed, limitMs);
  const whole =
    trouble === null ? lines : [...lines, { kind: 'fail' as const, title: file, path: file, error: trouble }];
  const about = { file, ...(test.database && { database: test.database }) };
  return { ...about, lines: whole, ms: Math.round(performance.now() - started), output: ended.output };
}

interface Ended {
  readonly code: number | null;
  /** what it still waited for when its time was over; null when it ended in time */
  readonly waitedFor: readonly string[] | null;
  readonly output: string;
}

function runProcess({ file, limitMs, database }: TestFile, reportPath: string): Promise<Ended> {
  const openFolder = `${reportPath}.open`;
  mkdirSync(openFolder);
  const reporter = [`--test-reporter=${REPORTER}`, `--test-reporter-destination=${reportPath}`];
  const args = [...reportFlags(openFolder), ...reporter, file];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      // set where this runs inside a test: the file would report to that one and not to our reporter
      env: {
        ...process.env,
        NODE_TEST_CONTEXT: undefined,
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...(database && { AGENTPORT_TEST_DATABASE: database }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // a group of its own, so that its children end with it
    });
    if (child.pid !== undefined) running.add(child.pid);
    let output = '';
    let waitedFor: readonly string[] | null = null;
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_CHARS_MAX);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = () => {
      waitedFor = stillOpen(openFolder);
      if (child.pid !== undefined) endGroup(child.pid);
      child.stdout.destroy(); // a grandchild that left the group must not keep us waiting
      child.stderr.destroy();
    };
    let timer = setTimeout(() => {
      child.kill('SIGUSR2');
      timer = setTimeout(stop, REPORT_MS);
    }, limitMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      if (child.pid !== undefined) running.delete(child.pid);
      resolve({ code, waitedFor, output });
    });
  });
}

function endGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // it ended by itself in this moment
  }
}

async function readReport(reportPath: string): Promise<{ lines: FileResult['lines']; complete: boolean }> {
  const text = await readFile(reportPath, 'utf8').catch(() => '');
  const all = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Line => JSON.parse(line));
  return { lines: all.filter((line) => line.kind !== 'end'), complete: all.some((l) => l.kind === 'end') };
}

/** A file can fail without any of its tests failing: those ways must never look green. */
function troubleOf(
  ended: Ended,
  count: number,
  complete: boolean,
  failed: boolean,
  limitMs: number,
): string | null {
  if (ended.waitedFor) {
    const open = ended.waitedFor.map((one) => `\n  still open: ${one}`).join('');
    return `It had not ended after ${limitMs / 1000} s and was stopped.${open}`;
  }
  if (!complete) return `The process ended with code ${ended.code} before all its tests had run.`;
  if (count === 0) return 'There is no test in this file.';
  if (ended.code !== 0 && !failed) return `Every test passed, but the process ended with code ${ended.code}.`;
  return null;
}
