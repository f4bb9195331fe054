import { sql } from 'kysely';
import type { Tx } from '../storage/database.ts';
import { precompiled } from '../storage/index.ts';
import type { Granted } from './window.ts';

export interface Subject {
  readonly org: string;
  /** an agent's id, or `total` */
  readonly subject: string;
}

/**
 * Reads a window and holds its row until the unit ends, so that two gateways cannot both take the last call.
 * @returns the window and the database time it was read at, ms
 */
export async function holdWindow(
  tx: Tx,
  { org, subject }: Subject,
): Promise<{ granted: Granted; now: number }> {
  const { rows } = await sql<{ granted: string; now: number }>`
    insert into call_windows (org, subject, granted, turns) values (${org}, ${subject}, '[]', 0)
    on conflict (org, subject) do update set turns = call_windows.turns + 1
    returning granted, db_now() as now`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('a window of calls could not be held');
  return { granted: JSON.parse(row.granted) as Granted, now: Number(row.now) };
}

export async function saveWindow(tx: Tx, { org, subject }: Subject, granted: Granted): Promise<void> {
  await tx
    .updateTable('call_windows')
    .set({ granted: JSON.stringify(granted) })
    .where('org', '=', org)
    .where('subject', '=', subject)
    .execute();
}

const executing = precompiled(
  (db, { org, agentId }: { org: string; agentId: string }) =>
    db
      .selectFrom('calls')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('org', '=', org)
      .where('agent_id', '=', agentId)
      .where('state', '=', sql.lit('executing')), // written out: a partial index is not used for a parameter
);

/** The agent's calls that are on their way to a service. */
export async function countExecuting(tx: Tx, org: string, agentId: string): Promise<number> {
  const [row] = await executing(tx, { org, agentId });
  return Number(row?.count ?? 0);
}

export interface Waiting {
  readonly connection_id: string;
  readonly operation: string;
  /** ms UTC, when nobody can answer it any more */
  readonly approve_before: number;
}

/** The agent's questions that wait for a person: as many as its ceiling at most. */
export async function listWaiting(tx: Tx, org: string, agentId: string): Promise<readonly Waiting[]> {
  return tx
    .selectFrom('calls')
    .innerJoin('approvals', 'approvals.call_id', 'calls.id')
    .select(['calls.connection_id', 'calls.operation', 'approvals.approve_before'])
    .where('calls.org', '=', org)
    .where('calls.agent_id', '=', agentId)
    .where('calls.state', '=', sql.lit('pending'))
    .execute();
}
