import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/database.ts';
import type { Answer } from './decide.ts';
import { type CallRow, DECIDERS } from './store.ts';

/**
 * What cannot be undone is not approved by the person who looks after the asking agent, while another person here could
 * (T11). With nobody else it must be allowed: otherwise nothing of the kind could ever be approved.
 * @throws {Fault} `own_agent`
 */
export async function requireAnotherThanOwner(tx: Tx, call: CallRow, answer: Answer): Promise<void> {
  if (call.risk !== 'destructive') return;
  const agent = await tx
    .selectFrom('agents')
    .select('owner_id')
    .where('org', '=', call.org)
    .where('id', '=', call.agent_id)
    .executeTakeFirst();
  if (agent?.owner_id !== answer.by.operatorId) return;
  const another = await tx
    .selectFrom('operators')
    .select('id')
    .where('org', '=', call.org)
    .where('id', '!=', answer.by.operatorId)
    .where('status', '=', 'active')
    .where('role', 'in', DECIDERS)
    .limit(1)
    .executeTakeFirst();
  if (another === undefined) return;
  throw new Fault(
    'own_agent',
    'You look after this agent, and this cannot be undone: another person must approve it. You can deny it.',
  );
}
