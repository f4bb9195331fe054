import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { PageQuery } from '../kernel/page.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { AgentTable, AgentTokenTable } from '../storage/schema/agents.ts';
import type { Schema } from '../storage/schema.ts';
import { dbNow } from '../storage/time.ts';

type Reader = Database['read'] | Tx;

/** A token with its agent and the database's time, as authentication needs them. */
export interface TokenRow {
  readonly token_id: string;
  readonly token_sha256: string;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly agent_id: string;
  readonly org: string;
  readonly name: string;
  readonly status: AgentTable['status'];
  readonly epoch: number;
  readonly tools: AgentTable['tools'];
  readonly connections: string | null;
  readonly now: number;
}

/**
 * Makes the query once: it runs for every request of every agent. An unknown token gives a row too, of the same size
 * and made of blanks: a row more or less can be measured from outside (T44).
 */
export function tokenQuery(db: Kysely<Schema>): (reader: Reader, tokenId: string) => Promise<TokenRow> {
  const blank = (column: string, length: number) =>
    sql<string>`coalesce(${sql.ref(column)}, ${sql.lit('-'.repeat(length))})`;
  const compiled = db
    .selectFrom(sql<{ id: string }>`(select cast(${''} as text) as id)`.as('asked'))
    .leftJoin('agent_tokens as t', 't.id', 'asked.id')
    .leftJoin('agents as a', 'a.id', 't.agent_id')
    .select([
      'asked.id as token_id',
      blank('t.token_sha256', 64).as('token_sha256'),
      't.expires_at',
      't.revoked_at',
      blank('a.id', 30).as('agent_id'),
      blank('a.org', 7).as('org'),
      blank('a.name', 10).as('name'),
      sql<AgentTable['status']>`coalesce(a.status, 'active')`.as('status'),
      sql<number>`coalesce(a.epoch, 0)`.as('epoch'),
      sql<AgentTable['tools']>`coalesce(a.tools, 'auto')`.as('tools'),
      'a.connections',
      dbNow.as('now'),
    ])
    .compile();
  return async (reader, tokenId) => {
    const query: CompiledQuery<TokenRow> = { ...compiled, parameters: [tokenId] };
    const [row] = (await reader.executeQuery(query)).rows;
    if (row === undefined) throw new Error('a look-up of a token always gives one row');
    return row;
  };
}

export async function insertAgent(
  tx: Tx,
  agent: Pick<AgentTable, 'id' | 'org' | 'name' | 'tools' | 'connections' | 'owner_id' | 'test'>,
): Promise<void> {
  await tx
    .insertInto('agents')
    .values({ ...agent, status: 'active', epoch: 1, created_at: dbNow, stopped_at: null, stopped_by: null })
    .execute();
}

/** @param expiresInMs from database time, null for never */
export async function insertToken(
  tx: Tx,
  token: Pick<AgentTokenTable, 'id' | 'org' | 'agent_id' | 'token_sha256'>,
  expiresInMs: number | null,
): Promise<void> {
  const expires_at = expiresInMs === null ? null : sql<number>`${dbNow} + ${expiresInMs}`;
  await tx
    .insertInto('agent_tokens')
    .values({ ...token, created_at: dbNow, expires_at, revoked_at: null })
    .execute();
}

/** Live ones by name, from the name after `cursor` on, and one more than the limit. */
export function selectAgents(reader: Reader, org: string, page: PageQuery): Promise<AgentTable[]> {
  let query = liveAgents(reader, org)
    .selectAll()
    .orderBy('name')
    .limit(page.limit + 1);
  if (page.cursor !== undefined) query = query.where('name', '>', page.cursor);
  return query.execute();
}

/** Ids of live agents in whose name a text stands, whatever its case; names are lower case. */
export async function selectNamed(
  reader: Reader,
  org: string,
  text: string,
  limit: number,
): Promise<string[]> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await liveAgents(reader, org)
    .select('id')
    .where(sql<boolean>`name like ${pattern} escape '\\'`)
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

function liveAgents(reader: Reader, org: string) {
  return reader.selectFrom('agents').where('org', '=', org).where('status', '!=', 'removed');
}

/** @param key `id` finds removed agents too, `name` only live ones */
export async function selectAgent(
  reader: Reader,
  org: string,
  key: { readonly id: string } | { readonly name: string },
): Promise<AgentTable | null> {
  const query = reader.selectFrom('agents').selectAll().where('org', '=', org);
  const row = await ('id' in key
    ? query.where('id', '=', key.id)
    : query.where('name', '=', key.name).where('status', '!=', 'removed')
  ).executeTakeFirst();
  return row ?? null;
}

/** Tokens of one agent that a list shows; an agent may have many more, and those that ended go with the retention. */
export const TOKENS_SHOWN = 50;

/** A token that is shown, and how many its agent has. */
export type ShownToken = AgentTokenTable & { readonly total: number };

/** Of each agent the newest tokens, oldest first; what still counts before what has ended. */
export async function selectTokens(
  reader: Reader,
  org: string,
  agentIds: readonly string[],
): Promise<ShownToken[]> {
  if (agentIds.length === 0) return []; // PostgreSQL knows no empty list
  const ended = sql<number>`case when revoked_at is not null or expires_at <= ${dbNow} then 1 else 0 end`;
  const ranked = reader
    .selectFrom('agent_tokens')
    .selectAll()
    .select([
      sql<number>`row_number() over (partition by agent_id order by ${ended}, id desc)`.as('place'),
      sql<number>`count(*) over (partition by agent_id)`.as('total'),
    ])
    .where('org', '=', org)
    .where('agent_id', 'in', agentIds);
  const rows = await reader
    .selectFrom(ranked.as('ranked'))
    .selectAll()
    .where('place', '<=', TOKENS_SHOWN)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, total: Number(row.total) }));
}

/** One conditional step of an agent's life; false when it was not in that state. Every step moves the epoch. */
export async function moveAgent(
  tx: Tx,
  where: { readonly org: string; readonly id: string; readonly from: readonly AgentTable['status'][] },
  to: { readonly status: AgentTable['status']; readonly stoppedBy: string | null },
): Promise<boolean> {
  const stopped = to.status === 'stopped';
  const { numUpdatedRows } = await tx
    .updateTable('agents')
    .set((eb) => ({
      status: to.status,
      epoch: eb('epoch', '+', 1),
      stopped_at: stopped ? dbNow : null,
      stopped_by: to.stoppedBy,
    }))
    .where('org', '=', where.org)
    .where('id', '=', where.id)
    .where('status', 'in', [...where.from])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Revokes one token, or with `tokenId` null all of an agent's; returns the ids that were live. */
export async function revokeTokens(
  tx: Tx,
  where: { readonly org: string; readonly agentId: string; readonly tokenId: string | null },
): Promise<string[]> {
  let update = tx
    .updateTable('agent_tokens')
    .set({ revoked_at: dbNow })
    .where('org', '=', where.org)
    .where('agent_id', '=', where.agentId)
    .where('revoked_at', 'is', null);
  if (where.tokenId !== null) update = update.where('id', '=', where.tokenId);
  const rows = await update.returning('id').execute();
  return rows.map((row) => row.id);
}

/** Other connections, and a new epoch: what was decided for the old reach is decided again. */
export async function updateReach(
  tx: Tx,
  where: { readonly org: string; readonly id: string },
  connections: string | null,
): Promise<void> {
  await tx
    .updateTable('agents')
    .set((eb) => ({ connections, epoch: eb('epoch', '+', 1) }))
    .where('org', '=', where.org)
    .where('id', '=', where.id)
    .execute();
}

/** @param ownerId null: nobody in particular. The epoch stays: whom it belongs to decides who answers, not what it may. */
export async function updateOwner(
  tx: Tx,
  where: { readonly org: string; readonly id: string },
  ownerId: string | null,
): Promise<void> {
  await tx
    .updateTable('agents')
    .set({ owner_id: ownerId })
    .where('org', '=', where.org)
    .where('id', '=', where.id)
    .execute();
}

/** Whether somebody is here who could look after an agent. */
export async function isHere(tx: Tx, org: string, operatorId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('operators')
    .select('id')
    .where('org', '=', org)
    .where('id', '=', operatorId)
    .where('status', '!=', 'removed')
    .executeTakeFirst();
  return row !== undefined;
}

/** Another end for one live token, from database time; null for none. False when there is no such token. */
export async function moveTokenEnd(
  tx: Tx,
  where: { readonly org: string; readonly agentId: string; readonly tokenId: string },
  inMs: number | null,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('agent_tokens')
    .set({ expires_at: inMs === null ? null : sql<number>`${dbNow} + ${inMs}` })
    .where('org', '=', where.org)
    .where('agent_id', '=', where.agentId)
    .where('id', '=', where.tokenId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', dbNow)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Brings the end of an agent's other tokens forward; never back. */
export async function endOthers(
  tx: Tx,
  where: { readonly org: string; readonly agentId: string; readonly keep: string },
  inMs: number,
): Promise<void> {
  await tx
    .updateTable('agent_tokens')
    .set({ expires_at: sql<number>`${dbNow} + ${inMs}` })
    .where('org', '=', where.org)
    .where('agent_id', '=', where.agentId)
    .where('id', '!=', where.keep)
    .where('revoked_at', 'is', null)
    .where((eb) =>
      eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<number>`${dbNow} + ${inMs}`)]),
    )
    .execute();
}
