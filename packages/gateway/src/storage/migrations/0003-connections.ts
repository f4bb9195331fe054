import type { Migration } from './migration.ts';

export const connections: Migration = {
  number: 3,
  name: 'connections',
  statements: ({ integer, text, bytes, tableEnd }) => [
    `create table connections (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      name ${text} not null,
      integration ${text} not null,
      version ${integer} not null,
      credential_version ${integer} not null,
      base_url ${text} not null,
      definition_sha256 ${text} not null,
      tools ${text},
      status ${text} not null check (status in ('active', 'disabled', 'removed')),
      owner ${text} not null check (owner in ('file', 'console')),
      source ${text},
      created_at ${integer} not null,
      disabled_at ${integer}
    ) ${tableEnd}`,
    `create unique index connections_live_name on connections (org, name) where status <> 'removed'`,
    `create table credentials (
      id ${text} not null primary key,
      org ${text} not null,
      connection_id ${text} not null references connections (id),
      field ${text} not null,
      version ${integer} not null,
      sealed ${bytes} not null,
      fingerprint ${text} not null,
      created_at ${integer} not null,
      unique (org, connection_id, field, version)
    ) ${tableEnd}`,
  ],
};
