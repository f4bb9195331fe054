import { driveToEnd } from './asked-call.ts';
import { hardenMould } from './mould.ts';
import type { Stage } from './stage.ts';

/** Sessions pay off after some thirty starts. */
const SESSIONS = 3;
const ROUNDS = 6;

/** Has the first gateway do what gateways do, so that its copies are quick at it, and ends it. */
export function warmUp(stage: Stage, starts: 'few' | 'many'): Promise<void> {
  return hardenMould(async () => {
    for (let session = 0; session < (starts === 'many' ? SESSIONS : 0); session++) {
      const gateway = await stage.gateway();
      for (let round = 0; round < ROUNDS; round++) await askEverything(stage, `warm-${session}-${round}`);
      await stage.check();
      await gateway.stop();
    }
  });
}

async function askEverything(stage: Stage, ref: string): Promise<void> {
  const [agent] = stage.agents;
  if (agent === undefined) throw new Error('nobody is there to ask');
  for (const operation of ['read', 'note', 'erase'] as const) {
    await stage.ask(agent, operation, `${ref}-${operation}`, { key: `${ref}-${operation}` });
  }
  await driveToEnd(stage, agent, `${ref}-write`);
}
