import type { Migration } from './migration.ts';

export const policies: Migration = {
  number: 4,
  name: 'policies',
  statements: ({ integer, text, tableEnd, refuse }) => [
    `create table policy_versions (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      number ${integer} not null,
      document ${text} not null,
      document_sha256 ${text} not null,
      status ${text} not null check (status in ('active', 'pending', 'superseded', 'rejected')),
      source ${text} not null,
      changes ${text} not null,
      created_at ${integer} not null,
      activated_at ${integer},
      activated_by ${text},
      unique (org, number)
    ) ${tableEnd}`,
    `create unique index policy_versions_one_active on policy_versions (org) where status = 'active'`,
    refuse({
      name: 'policy_version_is_immutable',
      table: 'policy_versions',
      on: 'update',
      condition: `new.document <> old.document or new.document_sha256 <> old.document_sha256
        or new.number <> old.number`,
    }),
  ],
};
