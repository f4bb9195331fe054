import type { Migration, RefusedChange } from './migration.ts';

const TABLES = ['audit_entries', 'audit_nodes', 'audit_checkpoints'] as const;

/** A mistake of ours cannot change the log; somebody with the file can, and verification is there for that. */
const APPEND_ONLY: readonly RefusedChange[] = TABLES.flatMap((table) => [
  { name: `${table}_are_never_changed`, table, on: 'update', condition: 'true' } as const,
  { name: `${table}_are_never_deleted`, table, on: 'delete', condition: 'true' } as const,
]);

export const audit: Migration = {
  number: 8,
  name: 'audit',
  statements: ({ integer, text, bytes, tableEnd, refuse }) => [
    `create table audit_entries (
      leaf_index ${integer} not null primary key check (leaf_index >= 0),
      id ${text} not null unique,
      org ${text} not null,
      kind ${text} not null,
      call_id ${text},
      agent_id ${text},
      at ${integer} not null,
      entry ${bytes} not null,
      leaf_hash ${bytes} not null
    ) ${tableEnd}`,
    `create index audit_entries_at on audit_entries (at)`,
    `create index audit_entries_kind on audit_entries (kind, leaf_index)`,
    `create index audit_entries_call on audit_entries (call_id, leaf_index) where call_id is not null`,
    `create index audit_entries_agent on audit_entries (agent_id, leaf_index) where agent_id is not null`,
    `create table audit_nodes (
      level ${integer} not null check (level >= 1),
      "index" ${integer} not null check ("index" >= 0),
      hash ${bytes} not null,
      primary key (level, "index")
    ) ${tableEnd}`,
    `create table audit_checkpoints (
      size ${integer} not null primary key,
      root_hash ${bytes} not null,
      note ${text} not null,
      created_at ${integer} not null
    ) ${tableEnd}`,
    ...APPEND_ONLY.map(refuse),
  ],
};
