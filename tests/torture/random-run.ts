import { setTimeout as wait } from 'node:timers/promises';
import type { Plan, Wish } from './plan.ts';
import { SERVICE_POINTS } from './points.ts';
import type { Stage } from './stage.ts';

const ROUNDS_MAX = 400;
const AGAIN_MS = 30;
const REST_MS = 40_000;

/** Answers after which an agent has no more to ask. */
const FINAL: ReadonlySet<number> = new Set([200, 403, 410, 424, 502]);

export interface RunResult {
  readonly violations: readonly string[];
  readonly ms: number;
  /** whether the failure that was planned really came */
  readonly failed: boolean;
}

/** Lets agents and people do what the plan says while a gateway fails, brings everything to rest and looks at the history. */
export async function runPlan(stage: Stage, plan: Plan): Promise<RunResult> {
  const begun = performance.now();
  const { fault, gateway: which, at } = plan.failure;
  const victim = await stage.gateway(which);
  await victim.order({ kind: 'disarm' });
  if ('point' in at && !SERVICE_POINTS.some((name) => name === at.point)) await victim.arm(at.point, fault);
  const failing = failFromOutside(stage, plan);
  const stopping = stopAgent(stage, plan);
  await Promise.all(
    plan.wishes.map((wish, index) => grant(stage, wish, (plan.asks + index) % gateways(stage))),
  );
  await Promise.all([failing, stopping]);
  const failed = !victim.isAlive() || victim.hit() !== null || 'ms' in at;
  stage.installation.ledger.meanwhile = () => undefined;
  if (plan.stop) stage.replaceAgent(plan.stop.agent);
  for (let index = 0; index < gateways(stage); index++) {
    await (await stage.gateway(index)).order({ kind: 'disarm' });
  }
  const atRest = await stage.rest(REST_MS);
  const violations = await stage.check();
  return {
    violations: atRest ? violations : [...violations, 'something did not come to rest'],
    ms: performance.now() - begun,
    failed,
  };
}

function gateways({ installation }: Stage): number {
  return installation.homes.length;
}

async function failFromOutside(stage: Stage, { failure }: Plan): Promise<void> {
  const { at, fault, gateway: which } = failure;
  const strike = async () => {
    const victim = await stage.gateway(which);
    if (fault === 'kill') await victim.kill();
    else await victim.order({ kind: 'cut' });
  };
  if ('ms' in at) {
    await wait(at.ms);
    return strike();
  }
  stage.installation.ledger.meanwhile = async (_, moment) => {
    if (`service: ${moment}` !== at.point) return;
    stage.installation.ledger.meanwhile = () => undefined;
    if (fault === 'throw') throw new Error('the service broke');
    await strike();
  };
}

/** One agent's patience for one wish: it asks until it has an answer that is final, a person answers meanwhile. */
async function grant(stage: Stage, wish: Wish, first: number): Promise<void> {
  const agent = stage.agents[wish.agent];
  if (agent === undefined) throw new Error(`there is no agent ${wish.agent}`);
  const answered = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const gateway = (first + round) % gateways(stage);
    const options = {
      gateway,
      wait: answered.size > 0 ? wish.waits : 0,
      ...(wish.key ? { key: wish.key } : {}),
    };
    const answer = await stage.ask(agent, wish.operation, wish.ref, options);
    if (answer && FINAL.has(answer.status)) return;
    const approval = answer?.status === 202 ? String(answer.body.approval.id) : null;
    if (approval !== null && !answered.has(approval)) {
      await wait(wish.thinksMs);
      const told = await stage.answer(wish.ref, approval, wish.verdict, gateway);
      if (told !== null && told.status < 500) answered.add(approval);
    }
    await wait(AGAIN_MS);
  }
}

async function stopAgent(stage: Stage, { stop }: Plan): Promise<void> {
  if (stop === null) return;
  await wait(stop.ms);
  await stage.person('POST', `/api/v1/agents/${stage.agents[stop.agent]?.id}/stop`, {});
}
