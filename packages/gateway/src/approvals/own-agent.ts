import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/database.ts';
import type { Answer } from './decide.ts';
import { type CallRow, DECIDERS } from './store.ts';

/**
 * What cannot be undone is not approved by the person who looks after the asking agent, and what somebody asked as a test
 * agent never by themselves, while another person here could (T11). With nobody else it must be allowed: otherwise
 * nothing of the kind could ever be approved.
 * @throws {Fault} `own_agent`
 */
export async function requireAnother(tx: Tx, call: CallRow, answer: Answer): Promise<void> {
  const asked = call.played_by === answer.by.operatorId;
  if (!asked && !(await looksAfter(tx, call, answer))) return;
  if (!(await anotherIsHere(tx, answer))) return;
  throw new Fault(
    'own_agent',
    asked
      ? 'You asked this yourself, as a test agent: another person must approve it. You can deny it.'
      : 'You look after this agent, and this cannot be undone: another person must approve it. You can deny it.',
  );
}

async function looksAfter(tx: Tx, call: CallRow, answer: Answer): Promise<boolean> {
  if (call.risk !== 'destructive') return false;
  const agent = await tx
    .selectFrom('agents')
    .select('owner_id')
    .where('org', '=', call.org)
    .where('id', '=', call.agent_id)
    .executeTakeFirst();
  return agent?.owner_id === answer.by.operatorId;
}

async function anotherIsHere(tx: Tx, answer: Answer): Promise<boolean> {
  const another = await tx
    .selectFrom('operators')
    .select('id')
    .where('org', '=', answer.org)
    .where('id', '!=', answer.by.operatorId)
    .where('status', '=', 'active')
    .where('role', 'in', DECIDERS)
    .limit(1)
    .executeTakeFirst();
  return another !== undefined;
}
