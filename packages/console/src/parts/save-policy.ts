import type { PolicyProposedWire } from '@agentport/contract';
import { gateway } from '../api/gateway.ts';
import { StepUpCancelled } from './step-up.tsx';

/** What may look different once the policy changed. */
export const POLICY_TOUCHES = ['policy', 'policy-now', 'status', 'tiers', 'connections', 'audit'];

export interface Saved {
  readonly made: PolicyProposedWire;
  /** false: what loosens waits under Policy */
  readonly activated: boolean;
}

/**
 * Proposes a change and activates at once what would wait: it is the same person. Without the second factor it waits.
 * @param stepped asks for the second factor where the gateway wants it
 */
export async function savePolicy(
  edit: Parameters<typeof propose>[0],
  stepped: <T>(act: () => Promise<T>) => Promise<T>,
): Promise<Saved> {
  const made = await propose(edit);
  if (made.waiting === null) return { made, activated: true };
  const params = { number: String(made.waiting.number) };
  try {
    await stepped(() => gateway('activatePolicy', { params }));
    return { made, activated: true };
  } catch (error) {
    if (error instanceof StepUpCancelled) return { made, activated: false };
    throw error;
  }
}

type Edit = { base: number } & (
  | { tiers: { connection: string; operation: string; effect: 'allow' | 'ask' | 'deny' | null }[] }
  | { text: string }
  | { roll_back_to: number }
);

function propose(body: Edit): Promise<PolicyProposedWire> {
  return gateway('proposePolicy', { body });
}
