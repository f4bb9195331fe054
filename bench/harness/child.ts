import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

const PROCESSES = path.join(import.meta.dirname, '..', 'processes');
const COMPILED = path.join(import.meta.dirname, '..', '..', 'packages/gateway/node_modules/.cache/compiled');
const START_MS = 60_000;

/** One of the bench's processes: started, asked, stopped. Everything measured runs in a process of its own. */
export interface Child<Ready> {
  readonly ready: Ready;
  readonly pid: number;
  /** sends a message and waits for its answer */
  ask<Answer>(message: object): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * Starts `bench/processes/{name}.ts`.
 * @param options what it needs to know; it answers with what others need to know of it
 */
export async function start<Ready>(
  name: string,
  options: object = {},
  nodeFlags: readonly string[] = [],
): Promise<Child<Ready>> {
  const child = fork(path.join(PROCESSES, `${name}.ts`), [JSON.stringify(options)], {
    execArgv: ['--disable-warning=ExperimentalWarning', ...nodeFlags],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED }, // as `agentport start` does
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ready = await answerOf<Ready>(child, name, AbortSignal.timeout(START_MS));
  return {
    ready,
    pid: child.pid ?? 0,
    ask: (message) => {
      const answer = answerOf(child, name, null);
      child.send(message);
      return answer as Promise<never>;
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve(); // stopped before
        child.once('exit', () => resolve());
        if (child.connected)
          child.disconnect(); // each process ends when it is let go
        else child.kill('SIGKILL');
      }),
  };
}

function answerOf<T>(child: ChildProcess, name: string, signal: AbortSignal | null): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      child.off('message', answered);
      child.off('exit', ended);
      signal?.removeEventListener('abort', late);
    };
    const answered = (answer: unknown) => {
      settle();
      resolve(answer as T);
    };
    const ended = (code: number | null) => {
      settle();
      reject(new Error(`the process ${name} ended with ${code}`));
    };
    const late = () => {
      settle();
      child.kill('SIGKILL');
      reject(new Error(`the process ${name} did not start in time`));
    };
    child.on('message', answered);
    child.on('exit', ended);
    signal?.addEventListener('abort', late, { once: true });
  });
}
