import type { Generated } from 'kysely';

export interface AuditTables {
  audit_entries: AuditEntryTable;
  audit_nodes: AuditNodeTable;
  audit_checkpoints: AuditCheckpointTable;
  audit_inbox: AuditInboxTable;
  audit_signer: AuditSignerTable;
}

export interface AuditEntryTable {
  leaf_index: number;
  /** from here to `at`: copied from the entry for look-ups; verify checks them against it */
  id: string;
  org: string;
  kind: string;
  call_id: string | null;
  agent_id: string | null;
  at: number;
  /** canonical JSON, verbatim: verification never serialises again */
  entry: Uint8Array;
  leaf_hash: Uint8Array;
}

/** Hashes of complete subtrees of 2^level leaves, level 1 and up (level 0 is `audit_entries.leaf_hash`). */
export interface AuditNodeTable {
  level: number;
  index: number;
  hash: Uint8Array;
}

export interface AuditCheckpointTable {
  size: number;
  root_hash: Uint8Array;
  /** signed note (C2SP tlog-checkpoint) */
  note: string;
  created_at: number;
}

/** Entries that are durable and wait for their place in the log; empty on SQLite, where they take it at once. */
export interface AuditInboxTable {
  /** order of arrival; gaps mean nothing */
  seq: Generated<number>;
  id: string;
  org: string;
  kind: string;
  call_id: string | null;
  agent_id: string | null;
  at: number;
  /** canonical JSON, as it will stand in the log */
  entry: Uint8Array;
}

/** The key that signs the log, for all gateways of one database; on SQLite it lies in a file instead. */
export interface AuditSignerTable {
  /** public half, as text */
  verifier: string;
  /** private half, sealed by the vault */
  sealed: Uint8Array;
  created_at: number;
}
