import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProcessOptions {
  readonly args: readonly string[];
  /** The whole environment of the child, apart from PATH and HOME; nothing else is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another program than this Node. */
  readonly command?: string;
  /** Given to standard input, which is then closed. */
  readonly input?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  stdout(): string;
  stderr(): string;
  /** The first line of standard output (then of standard error) that matches, also one already written. */
  waitForLine(pattern: RegExp, deadlineMs?: number): Promise<string>;
  /** SIGTERM, then SIGKILL when it has not ended in time. */
  stop(deadlineMs?: number): Promise<Exit>;
  /** SIGKILL: no chance to clean up. */
  killHard(): Promise<Exit>;
}

/** Where Node finds what it compiled before, for a process that is handed an environment of its own. */
const COMPILED: Readonly<Record<string, string>> = process.env.NODE_COMPILE_CACHE
  ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }
  : {};

/** Starts a child process with this very Node, so that it never runs on an older one. */
export function startProcess(options: ProcessOptions): RunningProcess {
  const child = spawn(options.command ?? process.execPath, options.args, {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...COMPILED, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const exited = once(child, 'close').then(([code, signal]): Exit => ({ code, signal }));
  // A child that never started ends the wait of whoever needs it; here it must not crash the test run.
  exited.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return {
    pid: child.pid ?? -1,
    exited,
    stdout: () => out.text,
    stderr: () => err.text,
    waitForLine: (pattern, deadlineMs = 15_000) =>
      waitForLine({ child, out, err, exited }, pattern, deadlineMs),
    stop: (deadlineMs = 5_000) => stop(child, exited, deadlineMs),
    async killHard() {
      child.kill('SIGKILL');
      return exited;
    },
  };
}

interface Collected {
  text: string;
}

function collect(stream: NodeJS.ReadableStream): Collected {
  const collected = { text: '' };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    collected.text += chunk;
  });
  return collected;
}

interface Watched {
  readonly child: ChildProcess;
  readonly out: Collected;
  readonly err: Collected;
  readonly exited: Promise<Exit>;
}

async function waitForLine(watched: Watched, pattern: RegExp, deadlineMs: number): Promise<string> {
  const found = () =>
    [watched.out, watched.err].flatMap(({ text }) => text.split('\n')).find((line) => pattern.test(line));
  const timer = AbortSignal.timeout(deadlineMs);
  const gone = new AbortController();
  const ended = watched.exited.finally(() => gone.abort()).catch(() => undefined);
  const signal = AbortSignal.any([timer, gone.signal]);
  for (let line = found(); ; line = found()) {
    if (line !== undefined) return line;
    if (signal.aborted) break;
    await Promise.race([written(watched.child, signal), ended]);
  }
  const why = timer.aborted ? `within ${deadlineMs} ms` : 'before the process ended';
  throw new Error(
    `No line like ${pattern} ${why}.\n--- stdout\n${watched.out.text}\n--- stderr\n${watched.err.text}`,
  );
}

/** Resolves when the child writes anything, or at the signal. */
async function written(child: ChildProcess, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const waits = streams.map((stream) => once(stream, 'data', { signal: either }).catch(() => undefined));
  await Promise.race(waits);
  stop.abort();
}

async function stop(child: ChildProcess, exited: Promise<Exit>, deadlineMs: number): Promise<Exit> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
}
