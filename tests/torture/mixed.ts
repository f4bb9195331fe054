import { setTimeout as wait } from 'node:timers/promises';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import type { CleansUp } from '../support/temp.ts';
import type { Agent } from './installation.ts';
import { type Operation, openStage, type Stage } from './stage.ts';

export interface Mixed {
  readonly dialect: Dialect;
  readonly calls: number;
  readonly restarts: number;
  print(line: string): void;
}

const AGENTS = 8;
const WORKERS = 48;
const TRIES_MAX = 2_000;
const AGAIN_MS = 25;
/** Seven in ten are allowed, one is asked, two are denied. */
const OPERATIONS: readonly Operation[] = [
  ...(['note', 'note', 'note', 'note', 'note', 'read', 'read'] as const),
  ...(['write', 'erase', 'erase'] as const),
];

type Ends = Record<Operation, Map<number, number>>;

/**
 * Many allowed, asked and denied calls, each with a key of its own and asked until it has an answer. In the middle of each
 * leg a gateway is killed or stopped, in turn; at its end everything comes to rest and the whole history is looked at.
 * @returns how many violations were found
 */
export async function runMixed(t: CleansUp, { dialect, calls, restarts, print }: Mixed): Promise<number> {
  const gateways = dialect === 'postgres' ? 2 : 1;
  const stage = await openStage(t, dialect, { agents: AGENTS, gateways, starts: 'many' });
  const { ledger } = stage.installation;
  ledger.keepsConnections = true;
  const ends: Ends = { read: new Map(), note: new Map(), write: new Map(), erase: new Map() };
  let [next, violations, busyMs] = [0, 0, 0];
  const work = async (end: number) => {
    for (let index = next++; index < end; index = next++) {
      const agent = stage.agents[index % AGENTS];
      const operation = OPERATIONS[index % OPERATIONS.length] ?? 'erase';
      if (agent) await askUntilAnswered(stage, agent, operation, index, ends[operation], gateways);
    }
  };
  const restart = async (leg: number, at: number) => {
    while (next < at) await wait(20);
    const victim = await stage.gateway(leg % gateways);
    await (leg % 2 === 0 ? victim.kill() : victim.stop());
  };
  for (let leg = 0; leg < restarts; leg++) {
    const begun = performance.now();
    const first = Math.round((leg * calls) / restarts);
    const end = Math.round(((leg + 1) * calls) / restarts);
    next = first;
    await Promise.all([restart(leg, (first + end) / 2), ...Array.from({ length: WORKERS }, () => work(end))]);
    busyMs += performance.now() - begun;
    const found = [
      ...((await stage.rest(60_000)) ? [] : ['something did not come to rest']),
      ...(await stage.check()),
    ];
    for (const violation of found) print(violation);
    violations += found.length;
    print(
      `${dialect}: ${end} calls, ${leg + 1} restarts (${leg % 2 === 0 ? 'killed' : 'stopped'}), ` +
        `${(busyMs / 1000).toFixed(0)} s, ${((end * 1000) / busyMs).toFixed(0)}/s; answers ${describe(ends)}; ` +
        `${ledger.effects.length} effects, ${ledger.reads} reads, ${await stage.entries()} entries; ${violations} violations`,
    );
  }
  return violations;
}

async function askUntilAnswered(
  stage: Stage,
  agent: Agent,
  operation: Operation,
  index: number,
  ends: Map<number, number>,
  gateways: number,
): Promise<void> {
  const ref = `m-${index}`;
  let isApproved = false;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const gateway = (index + tries) % gateways;
    const options = { key: `key-${index}`, wait: isApproved ? 10 : 0, gateway };
    const answer = await stage.ask(agent, operation, ref, options);
    const status = answer?.status ?? 0;
    if (status === 202) {
      const approved = await stage.answer(ref, answer?.body.approval.id, 'approve', gateway);
      isApproved ||= approved !== null && approved.status < 500;
    } else if (status === 200 || status === 403 || status === 424) {
      ends.set(status, (ends.get(status) ?? 0) + 1);
      return;
    } else await wait(AGAIN_MS);
  }
  ends.set(0, (ends.get(0) ?? 0) + 1);
}

function describe(ends: Ends): string {
  return Object.entries(ends)
    .map(
      ([operation, counts]) =>
        `${operation} ${[...counts].map(([status, count]) => `${status}×${count}`).join(' ')}`,
    )
    .join(', ');
}
