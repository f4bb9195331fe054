import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import type { CallTable } from '../storage/schema/calls.ts';

/** Requests that wait and are of one kind: one agent, one connection, one operation. Times are ms UTC. */
export interface WaitingKind {
  readonly agent: { readonly id: string; readonly name: string };
  readonly connection: string;
  readonly operation: string;
  readonly risk: CallTable['risk'];
  readonly waiting: number;
  readonly firstAskedAt: number;
  readonly lastAskedAt: number;
  /** of the one that ends first */
  readonly approveBefore: number;
}

export interface Waiting {
  readonly total: number;
  /** the kind whose first request ends soonest stands first */
  readonly kinds: readonly WaitingKind[];
  /** whether there are more kinds than were asked for */
  readonly more: boolean;
}

/** All that waits, counted. Reads the index of the calls that wait; limits bound how many those are. */
export async function countWaiting(
  db: Pick<Database, 'read'>,
  org: string,
  kindsMax: number,
): Promise<Waiting> {
  const [rows, total] = await Promise.all([kindRows(db, org, kindsMax + 1), countAll(db, org)]);
  const kinds = rows.slice(0, kindsMax).map((row) => ({
    agent: { id: row.agent_id, name: row.agent_name ?? row.agent_id },
    connection: row.connection_name,
    operation: row.operation,
    risk: row.risk,
    waiting: Number(row.waiting),
    firstAskedAt: Number(row.first_asked),
    lastAskedAt: Number(row.last_asked),
    approveBefore: row.approve_before,
  }));
  return { total, kinds, more: rows.length > kindsMax };
}

async function countAll({ read }: Pick<Database, 'read'>, org: string): Promise<number> {
  const row = await read
    .selectFrom('calls')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org', '=', org)
    .where('state', '=', sql.lit('pending'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

function kindRows({ read }: Pick<Database, 'read'>, org: string, limit: number) {
  const kinds = read
    .selectFrom('calls')
    .select(({ fn }) => [
      'agent_id',
      'connection_id',
      'operation',
      fn.countAll<number>().as('waiting'),
      fn.min<string>('id').as('first_id'),
      fn.min<number>('created_at').as('first_asked'),
      fn.max<number>('created_at').as('last_asked'),
    ])
    .where('org', '=', org)
    .where('state', '=', sql.lit('pending'))
    .groupBy(['agent_id', 'connection_id', 'operation'])
    .orderBy('first_id')
    .limit(limit)
    .as('grouped');
  return read
    .selectFrom(kinds)
    .innerJoin('calls', 'calls.id', 'grouped.first_id')
    .innerJoin('approvals', 'approvals.call_id', 'grouped.first_id')
    .innerJoin('connections', 'connections.id', 'grouped.connection_id')
    .leftJoin('agents', 'agents.id', 'grouped.agent_id')
    .select([
      'grouped.agent_id',
      'agents.name as agent_name',
      'connections.name as connection_name',
      'grouped.operation',
      'grouped.waiting',
      'grouped.first_asked',
      'grouped.last_asked',
      'approvals.approve_before',
      'calls.risk',
    ])
    .orderBy('grouped.first_id')
    .execute();
}
