import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import type { CallState } from '../storage/schema/calls.ts';

/** A call as lists show it. Times are ms UTC. */
export interface CallSummary {
  readonly id: string;
  readonly state: CallState;
  readonly agent: { readonly id: string; readonly name: string };
  readonly connection: { readonly id: string; readonly name: string };
  readonly operation: string;
  readonly approvalId: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

export interface CallFilter {
  readonly org: string;
  readonly state?: CallState | undefined;
  readonly agentId?: string | undefined;
  /** id of the last item of the page before */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Calls as lists and figures. The gateway's own calls are left out. */
export interface CallBook {
  list(filter: CallFilter): Promise<{ readonly items: readonly CallSummary[]; readonly next: string | null }>;
  read(org: string, id: string): Promise<CallSummary | null>;
  /** how many calls of each of these agents are pending, by its id */
  waiting(org: string, agentIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  waitingInAll(org: string): Promise<number>;
  unknownOutcomes(org: string): Promise<number>;
}

/** Most calls end so: newest first is found soonest by walking the ids. Other states are few, and have an index. */
const COMMON: ReadonlySet<CallState> = new Set(['succeeded', 'failed', 'denied_by_policy']);

export function createCallBook(db: Pick<Database, 'read'>): CallBook {
  const rows = () =>
    db.read
      .selectFrom('calls')
      .innerJoin('connections', 'connections.id', 'calls.connection_id')
      .innerJoin('agents', 'agents.id', 'calls.agent_id')
      .leftJoin('approvals', 'approvals.call_id', 'calls.id')
      .select([
        'calls.id',
        'calls.state',
        'calls.operation',
        'calls.agent_id',
        'agents.name as agent_name',
        'calls.connection_id',
        'connections.name as connection_name',
        'approvals.id as approval_id',
        'calls.created_at',
        'calls.finished_at',
      ]);

  const countIn = async (org: string, state: CallState): Promise<number> => {
    const row = await db.read
      .selectFrom('calls')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('org', '=', org)
      .where('state', '=', sql.lit(state)) // written out, for the index with this condition
      .executeTakeFirstOrThrow();
    return Number(row.count);
  };
  return {
    async list(filter) {
      const walkIds = filter.state === undefined || COMMON.has(filter.state);
      let query = rows()
        // An index that begins with the org would find every call and then sort them all.
        .where(walkIds ? sql`calls.org || ''` : 'calls.org', '=', filter.org)
        .orderBy('calls.id', 'desc')
        .limit(filter.limit + 1);
      if (filter.state) query = query.where('calls.state', '=', filter.state);
      if (filter.agentId) query = query.where('calls.agent_id', '=', filter.agentId);
      if (filter.cursor) query = query.where('calls.id', '<', filter.cursor);
      const found = await query.execute();
      const items = found.slice(0, filter.limit).map(summary);
      return { items, next: found.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
    },
    async read(org, id) {
      const row = await rows().where('calls.org', '=', org).where('calls.id', '=', id).executeTakeFirst();
      return row ? summary(row) : null;
    },
    async waiting(org, agentIds) {
      if (agentIds.length === 0) return new Map(); // PostgreSQL knows no empty list
      const groups = await db.read
        .selectFrom('calls')
        .select((eb) => ['agent_id', eb.fn.countAll<number>().as('count')])
        .where('org', '=', org)
        .where('agent_id', 'in', agentIds)
        .where('state', '=', sql.lit('pending')) // written out: else the index of those that wait is not used
        .groupBy('agent_id')
        .execute();
      return new Map(groups.map((group) => [group.agent_id, Number(group.count)]));
    },
    waitingInAll: (org) => countIn(org, 'pending'),
    unknownOutcomes: (org) => countIn(org, 'outcome_unknown'),
  };
}

function summary(row: {
  id: string;
  state: CallState;
  operation: string;
  agent_id: string;
  agent_name: string;
  connection_id: string;
  connection_name: string;
  approval_id: string | null;
  created_at: number;
  finished_at: number | null;
}): CallSummary {
  return {
    id: row.id,
    state: row.state,
    agent: { id: row.agent_id, name: row.agent_name },
    connection: { id: row.connection_id, name: row.connection_name },
    operation: row.operation,
    approvalId: row.approval_id,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
