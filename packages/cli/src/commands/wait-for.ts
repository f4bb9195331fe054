import type { AgentApproval } from '@agentport/contract';
import type { Cli } from '../cli.ts';
import { styled } from '../output/lines.ts';
import type { AgentDoor } from '../wire/agent.ts';

export const WAIT_DEFAULT_S = 50;
export const WAIT_MAX_S = 3600;

/** One request holds this long, and people see a line each time. */
const TURN_S = 10;

/** States in which nothing is decided or done yet. */
export const OPEN_STATES: ReadonlySet<AgentApproval['state']> = new Set(['pending', 'approved', 'executing']);

/**
 * Waits for a person, with a line on stderr at once and at every turn.
 * @returns the approval as it was seen last; null when nothing was waited for
 */
export async function waitFor(
  { out, around }: Cli,
  { client }: AgentDoor,
  approval: { readonly id: string; readonly url: string },
  waitS: number,
): Promise<AgentApproval | null> {
  const startedAt = around.elapsed();
  const passedS = () => Math.floor((around.elapsed() - startedAt) / 1000);
  let seen: AgentApproval | null = null;
  // The gateway holds each turn; the count bounds the loop even where the clock stands still.
  for (let turn = 0; turn * TURN_S < waitS && passedS() < waitS; turn += 1) {
    out.note(styled('dim', `Waiting for a person (${passedS()} of ${waitS} s): ${approval.url}`));
    const wait = Math.min(TURN_S, waitS - passedS());
    seen = await client('readOwnApproval', { params: { id: approval.id }, query: { wait } });
    if (!OPEN_STATES.has(seen.state)) return seen;
  }
  return seen;
}
