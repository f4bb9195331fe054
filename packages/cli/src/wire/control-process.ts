import { type ChildProcess, spawn } from 'node:child_process';
import { isErrorCode } from '@agentport/contract';
import { Failure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { gatewayEnv } from './gateway-process.ts';

const START_MS_MAX = 60_000;
const END_MS_MAX = 10_000;
const STDERR_CHARS_MAX = 8192;

/** A gateway process that listens on nothing but the control socket. */
export interface ControlProcess {
  readonly socketPath: string;
  end(): Promise<void>;
}

/**
 * Starts one, because no gateway runs here. It takes the data directory's lock: two of them, or one beside a gateway,
 * cannot be.
 * @throws {Failure} with the gateway's own code and sentence
 */
export async function startControlProcess(around: Surroundings): Promise<ControlProcess> {
  const child = spawn(around.nodePath, [around.gatewayMain, 'control'], {
    cwd: around.cwd,
    env: { ...gatewayEnv(around) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdin.on('error', () => undefined); // it may be gone before its input ends
  const settled = new AbortController();
  try {
    const socketPath = await announced(child, around, settled.signal);
    return { socketPath, end: () => endProcess(child, exited, around) };
  } catch (error) {
    await endProcess(child, exited, around);
    throw error;
  } finally {
    settled.abort();
  }
}

function announced(child: ChildProcess, around: Surroundings, settled: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    let complaint = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out = (out + text).slice(-STDERR_CHARS_MAX);
      const line = /^control (.+)$/m.exec(out);
      if (line?.[1] && out.includes('\n', line.index)) resolve(line[1]);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, STDERR_CHARS_MAX);
    });
    child.once('error', (error) =>
      reject(new Failure('internal', `The gateway cannot be started: ${error.message}.`)),
    );
    child.once('close', () => reject(failureFrom(complaint)));
    const late = () =>
      reject(
        new Failure(
          'not_running',
          'The gateway did not open its data within a minute. Look at "agentport doctor".',
        ),
      );
    void around.wait(START_MS_MAX, settled).then(late);
  });
}

/** The gateway's last words are `agentport: sentence [code]`. */
export function failureFrom(complaint: string): Failure {
  const said = /^agentport: (.+) \[(\w+)\]$/m.exec(complaint);
  if (said?.[1] && said[2] && isErrorCode(said[2])) return new Failure(said[2], said[1]);
  const last = complaint.trim().split('\n').at(-1) ?? '';
  return new Failure('internal', `The gateway ended without an answer. ${last.slice(0, 500)}`.trim());
}

/** Its input ends; if that is not enough it is asked by signal, and at last killed. */
async function endProcess(child: ChildProcess, exited: Promise<void>, around: Surroundings): Promise<void> {
  const done = new AbortController();
  void exited.then(() => done.abort());
  child.stdin?.end();
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await around.wait(END_MS_MAX, done.signal);
    if (done.signal.aborted) return;
    child.kill(signal);
  }
  await exited;
}
