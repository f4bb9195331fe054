import type { Migration } from './migration.ts';

/** The connections an agent was given, and those who wait to be let in by a code. */
export const pairing: Migration = {
  number: 12,
  name: 'pairing',
  statements: ({ integer, text, tableEnd }) => [
    `alter table agents add column connections ${text}`,
    `create table pairings (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      kind ${text} not null check (kind in ('agent', 'sign_in')),
      code_sha256 ${text} not null unique,
      secret_sha256 ${text} not null,
      claimed_name ${text} not null,
      address ${text},
      state ${text} not null check (state in ('pending', 'accepted', 'refused', 'collected')),
      subject_id ${text},
      decided_by ${text},
      token_days ${integer},
      created_at ${integer} not null,
      expires_at ${integer} not null
    ) ${tableEnd}`,
    `create index pairings_expiry on pairings (org, expires_at)`,
  ],
};
