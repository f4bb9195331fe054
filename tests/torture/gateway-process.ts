import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault, Order, Report } from './faults.ts';
import type { Home } from './installation.ts';

const CHILD = fileURLToPath(new URL('./gateway-child.ts', import.meta.url));
const START_MS = 60_000;
/** Starting is most of what a kill costs. */
const CACHE = join(tmpdir(), 'agentport-torture-compiled');

/** A gateway in another process, which fails where it is told to. */
export interface GatewayProcess {
  readonly pid: number;
  readonly url: string;
  readonly recovered: { readonly unknown: number; readonly resumed: number };
  readonly exited: Promise<void>;
  isAlive(): boolean;
  /** resolves once it is armed; @returns whether the point was hit, for a process that lives on */
  arm(point: string, fault: Fault): Promise<void>;
  order(order: Order): Promise<void>;
  /** the point that was hit since it was armed; null while none was */
  hit(): string | null;
  kill(): Promise<void>;
  stop(): Promise<void>;
  log(): string;
}

let spare: ChildProcess | null = null;

/** A process that has loaded everything; the next one begins to. */
function takeSpare(): ChildProcess {
  const child = spare ?? forkChild();
  spare = forkChild();
  spare.unref();
  spare.channel?.unref();
  child.ref();
  child.channel?.ref();
  return child;
}

function forkChild(): ChildProcess {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: CACHE };
  return fork(CHILD, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

/** Ends the process that waits for the next start. */
export function endSpare(): void {
  spare?.kill('SIGKILL');
  spare = null;
}

export async function startGatewayProcess(home: Home): Promise<GatewayProcess> {
  const child = takeSpare();
  child.send({ kind: 'open', home } satisfies Order);
  const written: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written.push(text);
    if (written.length > 200) written.shift();
  });
  const exited = once(child, 'exit').then(() => undefined);
  const reports: Report[] = [];
  child.on('message', (report: Report) => void reports.push(report));
  const find = <K extends Report['kind']>(kind: K) =>
    reports.find((report): report is Extract<Report, { kind: K }> => report.kind === kind);

  const listening = await waitFor(child, () => find('listening'), START_MS);
  if (listening === null) {
    child.kill('SIGKILL');
    throw new Error(`A gateway did not start.\n${written.join('')}`);
  }
  const order = async (wanted: Order) => {
    reports.length = 0;
    child.send(wanted);
    await waitFor(child, () => find('done'), START_MS);
  };
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? -1,
    url: listening.url,
    recovered: listening.recovered,
    exited,
    isAlive,
    arm: (point, fault) => order({ kind: 'arm', point, fault }),
    order,
    hit: () => find('hit')?.point ?? null,
    async kill() {
      child.kill('SIGKILL');
      if (isAlive()) await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      if (isAlive()) await exited;
      clearTimeout(late);
    },
    log: () => written.join(''),
  };
}

/** Null when the process ended or the time was over. */
async function waitFor<T>(child: ChildProcess, find: () => T | undefined, ms: number): Promise<T | null> {
  const deadline = AbortSignal.timeout(ms);
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (child.exitCode !== null || child.signalCode !== null || deadline.aborted) return null;
    const done = new AbortController();
    const signal = AbortSignal.any([deadline, done.signal]);
    await Promise.race([once(child, 'message', { signal }), once(child, 'exit', { signal })]).catch(
      () => null,
    );
    done.abort();
  }
}
