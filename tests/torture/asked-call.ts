import { setTimeout as wait } from 'node:timers/promises';
import type { Agent } from './installation.ts';
import type { Stage } from './stage.ts';

const TRIES_MAX = 300;
const AGAIN_MS = 50;

/**
 * What a patient agent and a patient person do: ask, approve, and ask again until there is an answer, whatever fails
 * meanwhile.
 * @returns the status of the last answer
 */
export async function driveToEnd(stage: Stage, agent: Agent, ref: string, gateway = 0): Promise<number> {
  let last = 0;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const answer = await stage.ask(agent, 'write', ref, { gateway });
    last = answer?.status ?? 0;
    if (last === 200 || last === 424 || last === 403 || last === 410) return last;
    if (last === 202) await approveIfPending(stage, ref, answer?.body.approval.id, gateway);
    await wait(AGAIN_MS);
  }
  return last;
}

async function approveIfPending(stage: Stage, ref: string, approval: string, gateway: number): Promise<void> {
  const seen = await stage.person('GET', `/api/v1/approvals/${approval}`, undefined, gateway);
  if (seen?.body?.state === 'pending') await stage.answer(ref, approval, 'approve', gateway);
}
