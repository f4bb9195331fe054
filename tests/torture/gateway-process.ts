import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, Order, Report } from './faults.ts';
import type { Home } from './installation.ts';
import { lineOver } from './line.ts';
import { castProcess } from './mould.ts';

const START_MS = 60_000;
const END_MS = 5_000;

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

export async function startGatewayProcess(home: Home): Promise<GatewayProcess> {
  const { socket, log } = await castProcess();
  const line = lineOver<Order, Report>(socket);
  const reports: Report[] = [];
  let told = Promise.withResolvers<void>();
  line.hear((report) => {
    reports.push(report);
    told.resolve();
    told = Promise.withResolvers();
  });
  let isAlive = true;
  const closed = line.closed.then(() => {
    isAlive = false;
  });
  const find = <K extends Report['kind']>(kind: K) =>
    reports.find((report): report is Extract<Report, { kind: K }> => report.kind === kind);
  /** null when the process ended or the time was over */
  const hear = async <K extends Report['kind']>(kind: K) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      told.resolve();
    }, START_MS);
    while (find(kind) === undefined && isAlive && !late) await Promise.race([told.promise, closed]);
    clearTimeout(timer);
    return find(kind) ?? null;
  };
  const order = async (wanted: Order) => {
    reports.length = 0;
    line.say(wanted);
    await hear('done');
  };

  const pid = (await hear('here'))?.pid ?? -1;
  line.say({ kind: 'open', home });
  const listening = await hear('listening');
  const exited = closed.then(() => untilGone(pid));
  if (listening === null) {
    end(pid);
    throw new Error(`A gateway did not start.\n${log()}`);
  }
  return {
    pid,
    url: listening.url,
    recovered: listening.recovered,
    exited,
    isAlive: () => isAlive,
    arm: (point, fault) => order({ kind: 'arm', point, fault }),
    order,
    hit: () => find('hit')?.point ?? null,
    async kill() {
      end(pid);
      await exited;
    },
    async stop() {
      line.say({ kind: 'close' });
      const late = setTimeout(() => end(pid), END_MS);
      await exited;
      clearTimeout(late);
    },
    log,
  };
}

/** It may be gone already. */
function end(pid: number): void {
  if (isThere(pid)) process.kill(pid, 'SIGKILL');
}

/** Its line closes a moment before its locks do. */
async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + END_MS;
  while (isThere(pid) && performance.now() < deadline) await wait(1);
}

function isThere(pid: number): boolean {
  if (pid <= 0) return false; // it cannot be killed, see `standBy`
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
