import type { Migration } from './migration.ts';

/** Signing keys stand on their own, so that a new root key leaves them, and every fingerprint, as they are. */
export const vault: Migration = {
  number: 11,
  name: 'vault',
  statements: ({ integer, text, bytes, tableEnd }) => [
    `create table signing_keys (
      org ${text} not null primary key references orgs (org),
      wrapped ${bytes} not null,
      created_at ${integer} not null
    ) ${tableEnd}`,
    `create index payloads_kind on payloads (kind, created_at)`,
    `create index calls_result on calls (result_payload) where result_payload is not null`,
    `create index sign_ins_end on sign_ins (absolute_expires_at)`,
  ],
};
