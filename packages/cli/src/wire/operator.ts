import type { Client } from '@agentport/contract';
import { Failure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { withLocal } from './local.ts';
import { keptSignIn, withRemote } from './remote.ts';
import type { Door } from './request.ts';

/** The gateway as its operator: by the control socket of this machine, or over the network with a sign-in. */
export interface Operator {
  readonly client: Client;
  readonly door: Door;
  readonly headers: (method: string) => Record<string, string>;
  /** false when the data directory was opened for this command only */
  readonly running: boolean;
}

/**
 * One client, two ways. AGENTPORT_OPERATOR says which: `local` or `remote`. Without it a gateway that AGENTPORT_URL
 * names and that "agentport login" signed in to is meant, else the one of this machine.
 */
export async function asOperator<T>(
  around: Surroundings,
  work: (operator: Operator) => Promise<T>,
): Promise<T> {
  const way = around.env.AGENTPORT_OPERATOR || null;
  if (way !== null && way !== 'local' && way !== 'remote') {
    throw new Failure('config_invalid', 'AGENTPORT_OPERATOR is "local" or "remote".');
  }
  const named = way === 'remote' || (way === null && Boolean(around.env.AGENTPORT_URL));
  const kept = named ? await keptSignIn(around) : null;
  if (kept !== null) return withRemote(around, kept, (remote) => work({ ...remote, running: true }));
  if (way === 'remote') {
    throw new Failure('unauthenticated', 'You are not signed in there. Run "agentport login" first.');
  }
  return withLocal(around, (local) => work({ ...local, headers: () => ({}) }));
}
