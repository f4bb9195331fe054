import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.ts';
import { type AuditEvent, decodeEntry } from './entry.ts';
import type { AuditKind } from './kinds.ts';
import type { EntryRow } from './store.ts';

export interface StoredEntry {
  readonly index: number;
  readonly leafHash: string;
  readonly event: AuditEvent;
}

export interface EntryFilter {
  readonly org?: string;
  readonly kind?: AuditKind;
  readonly agent?: string;
  readonly call?: string;
  /** ms UTC, inclusive */
  readonly from?: number;
  /** ms UTC, exclusive */
  readonly until?: number;
  /** continue below this index, as the page before said */
  readonly cursor?: number;
  /** only above this index: what a reader has not seen yet */
  readonly after?: number;
  /** at most 500; 50 when absent */
  readonly limit?: number;
}

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** Newest first, a page at a time. */
export async function listEntries(
  db: Kysely<Schema>,
  filter: EntryFilter,
): Promise<{ items: StoredEntry[]; next: number | null }> {
  const limit = boundedLimit(filter.limit);
  let query = db.selectFrom('audit_entries').selectAll();
  if (filter.org !== undefined) query = query.where('org', '=', filter.org);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.agent !== undefined) query = query.where('agent_id', '=', filter.agent);
  if (filter.call !== undefined) query = query.where('call_id', '=', filter.call);
  if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
  if (filter.until !== undefined) query = query.where('at', '<', filter.until);
  if (filter.cursor !== undefined) query = query.where('leaf_index', '<', filter.cursor);
  if (filter.after !== undefined) query = query.where('leaf_index', '>', filter.after);
  const rows = await query
    .orderBy('leaf_index', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(present);
  return { items, next: rows.length > limit ? (items.at(-1)?.index ?? null) : null };
}

/** Oldest first, from index `from` on: what a reader that follows the log has not seen yet. */
export async function tailEntries(
  db: Kysely<Schema>,
  from: number,
  limit = LIMIT_DEFAULT,
): Promise<StoredEntry[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('leaf_index', '>=', from)
    .orderBy('leaf_index')
    .limit(boundedLimit(limit))
    .execute();
  return rows.map(present);
}

/** One entry by its id (`evt_…`) or its index. */
export async function showEntry(db: Kysely<Schema>, which: string | number): Promise<StoredEntry | null> {
  const row = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where(typeof which === 'number' ? 'leaf_index' : 'id', '=', which)
    .executeTakeFirst();
  return row === undefined ? null : present(row);
}

/** What is shown comes from the hashed bytes, not from the columns beside them. */
function present({ leaf_index, leaf_hash, entry }: EntryRow): StoredEntry {
  return {
    index: leaf_index,
    leafHash: Buffer.from(leaf_hash).toString('hex'),
    event: decodeEntry(entry),
  };
}

function boundedLimit(limit: number = LIMIT_DEFAULT): number {
  return Math.min(Math.max(Math.trunc(limit), 1), LIMIT_MAX);
}
