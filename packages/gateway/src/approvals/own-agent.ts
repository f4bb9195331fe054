import type { Kysely } from 'kysely';
import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/database.ts';
import type { CallTable } from '../storage/schema/calls.ts';
import type { Schema } from '../storage/schema.ts';
import type { Answer } from './decide.ts';
import { type CallRow, DECIDERS } from './store.ts';

/** How a person stands to a call that another one must approve: asked it as a test agent, or looks after who asked. */
export type Tie = 'asked' | 'looks_after';

type Reader = Kysely<Schema>;
type Asked = Pick<CallTable, 'org' | 'agent_id' | 'risk' | 'played_by'>;

/**
 * What cannot be undone is not approved by the person who looks after the asking agent, and what somebody asked as a test
 * agent never by themselves, while another person here could (T11). With nobody else it must be allowed: otherwise
 * nothing of the kind could ever be approved.
 */
export async function tieTo(db: Reader, call: Asked, operatorId: string): Promise<Tie | null> {
  const asked = call.played_by === operatorId;
  if (!asked && !(await looksAfter(db, call, operatorId))) return null;
  if (!(await anotherIsHere(db, call.org, operatorId))) return null;
  return asked ? 'asked' : 'looks_after';
}

/** @throws {Fault} `own_agent` */
export async function requireAnother(tx: Tx, call: CallRow, { by }: Answer): Promise<void> {
  const tie = await tieTo(tx, call, by.operatorId);
  if (tie === null) return;
  throw new Fault(
    'own_agent',
    tie === 'asked'
      ? 'You asked this yourself, as a test agent: another person must approve it. You can deny it.'
      : 'You look after this agent, and this cannot be undone: another person must approve it. You can deny it.',
  );
}

async function looksAfter(db: Reader, call: Asked, operatorId: string): Promise<boolean> {
  if (call.risk !== 'destructive') return false;
  const agent = await db
    .selectFrom('agents')
    .select('owner_id')
    .where('org', '=', call.org)
    .where('id', '=', call.agent_id)
    .executeTakeFirst();
  return agent?.owner_id === operatorId;
}

async function anotherIsHere(db: Reader, org: string, operatorId: string): Promise<boolean> {
  const another = await db
    .selectFrom('operators')
    .select('id')
    .where('org', '=', org)
    .where('id', '!=', operatorId)
    .where('status', '=', 'active')
    .where('role', 'in', DECIDERS)
    .limit(1)
    .executeTakeFirst();
  return another !== undefined;
}
