import { cpus } from 'node:os';
import path from 'node:path';
import type { Child } from '../harness/child.ts';
import type { Measured } from '../harness/load.ts';
import { interleaved, median } from '../harness/rounds.ts';
import { type Row, row } from '../harness/rows.ts';
import { benchYaml, httpLoad, onStage } from '../harness/stage.ts';

const CONCURRENCY = 16;

/** Two gateways on one PostgreSQL against one of them, with the same number of calls under way. */
export function cluster(): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('service');
    const { databaseUrl } = (await stage.process<{ databaseUrl: string }>('postgres')).ready;
    const yaml = benchYaml(service.ready.url);
    const rootKeyFile = path.join(stage.folder(), 'root.key');
    const first = await stage.gateway(yaml, { databaseUrl, rootKeyFile });
    const second = await stage.gateway(yaml, { databaseUrl, rootKeyFile });
    const loads = [
      await stage.process<object>('http-load'),
      await stage.process<object>('http-load'),
    ] as const;
    const busy = { one: [] as number[], two: [] as number[] };
    const measured = await interleaved({
      one: () => watched(busy.one, () => httpLoad(loads[0], first.ready, CONCURRENCY)),
      two: () => watched(busy.two, () => onBoth(loads, [first.ready, second.ready])),
    });
    return [
      row(
        'facade read on PostgreSQL, two gateways / one',
        measured.two.perSecond,
        'calls/s',
        measured.one.perSecond,
      ),
      row('the same, p50', measured.two.p50, 'ms', measured.one.p50),
      // what a second gateway can add ends where no core is left
      row('cores busy with one gateway / cores there are', median(busy.one), 'cores', cpus().length),
      row('cores busy with two gateways / cores there are', median(busy.two), 'cores', cpus().length),
    ];
  });
}

type Target = Parameters<typeof httpLoad>[1];

async function onBoth(
  loads: readonly [Child<object>, Child<object>],
  targets: readonly [Target, Target],
): Promise<Measured> {
  const [left, right] = await Promise.all([
    httpLoad(loads[0], targets[0], CONCURRENCY / 2),
    httpLoad(loads[1], targets[1], CONCURRENCY / 2),
  ]);
  return {
    perSecond: left.perSecond + right.perSecond,
    p50: (left.p50 + right.p50) / 2,
    p99: Math.max(left.p99, right.p99),
    count: left.count + right.count,
  };
}

/** Notes how many cores were busy, whoever with, while `run` ran. */
async function watched(busy: number[], run: () => Promise<Measured>): Promise<Measured> {
  const before = coreTimes();
  const measured = await run();
  const after = coreTimes();
  const all = after.all - before.all;
  busy.push(((all - (after.idle - before.idle)) / all) * cpus().length);
  return measured;
}

function coreTimes(): { all: number; idle: number } {
  const times = cpus().map((core) => core.times);
  const sum = (pick: (core: (typeof times)[number]) => number) =>
    times.reduce((total, core) => total + pick(core), 0);
  return {
    all: sum(({ user, nice, sys, irq, idle }) => user + nice + sys + irq + idle),
    idle: sum(({ idle }) => idle),
  };
}
