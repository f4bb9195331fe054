import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import type { CleansUp } from '../support/temp.ts';
import type { Fault } from './faults.ts';
import { makePlan } from './plan.ts';
import { runPlan } from './random-run.ts';
import { openStage } from './stage.ts';

/** What a database can show in one history before looking through all of it takes too long. */
const RUNS_OF_ONE_STAGE = 100;
const AGENTS = 3;
/** A plan in seven stops an agent. */
const SPARE_SHARE = 0.3;

export interface Runs {
  readonly dialect: Dialect;
  readonly runs: number;
  readonly firstSeed: number;
  readonly kinds?: readonly Fault[];
  print(line: string): void;
}

/** Runs the plans of consecutive seeds, each on what the one before left. @returns how many violations were found */
export async function runMany(t: CleansUp, runs: Runs): Promise<{ violations: number; failures: number }> {
  const { dialect, firstSeed, kinds, print } = runs;
  const begun = performance.now();
  const gateways = dialect === 'postgres' ? 2 : 1;
  let [violations, failures] = [0, 0];
  for (let done = 0; done < runs.runs; ) {
    const count = Math.min(RUNS_OF_ONE_STAGE, runs.runs - done);
    const cleanups: (() => void | Promise<void>)[] = [];
    const owner = { after: (clean: () => void | Promise<void>) => void cleanups.push(clean) };
    t.after(() => cleanUp(cleanups));
    const spareAgents = Math.ceil(count * SPARE_SHARE);
    const stage = await openStage(owner, dialect, { agents: AGENTS, spareAgents, gateways, starts: 'many' });
    for (let index = 0; index < count; index++, done++) {
      const seed = firstSeed + done;
      const plan = makePlan(seed, { dialect, agents: AGENTS, gateways, ...(kinds ? { kinds } : {}) });
      const result = await runPlan(stage, plan);
      if (result.failed) failures += 1;
      violations += result.violations.length;
      for (const violation of result.violations)
        print(`seed ${seed}: ${violation} (${JSON.stringify(plan.failure)})`);
    }
    await cleanUp(cleanups);
    const seconds = (performance.now() - begun) / 1000;
    print(
      `${dialect}: ${done} runs (seeds ${firstSeed} to ${firstSeed + done - 1}), ${failures} failures came, ` +
        `${violations} violations, ${seconds.toFixed(0)} s`,
    );
  }
  return { violations, failures };
}

async function cleanUp(cleanups: (() => void | Promise<void>)[]): Promise<void> {
  for (const clean of cleanups.splice(0).reverse()) await clean();
}
