import type { Migration } from './migration.ts';

export const instance: Migration = {
  number: 1,
  name: 'instance',
  statements: ({ integer, text, bytes, tableEnd }) => [
    `create table instance (
      only_row ${integer} not null default 1 unique check (only_row = 1),
      id ${text} not null primary key,
      created_at ${integer} not null,
      time_seen ${integer} not null
    ) ${tableEnd}`,
    `create table orgs (
      org ${text} not null primary key,
      policy_version ${integer} not null,
      stop_epoch ${integer} not null,
      stopped ${integer} not null check (stopped in (0, 1))
    ) ${tableEnd}`,
    `insert into orgs (org, policy_version, stop_epoch, stopped) values ('default', 0, 0, 0)`,
    `create table keys (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      purpose ${text} not null check (purpose in ('credential', 'payload', 'state')),
      version ${integer} not null,
      wrapped ${bytes} not null,
      created_at ${integer} not null,
      unique (org, purpose, version)
    ) ${tableEnd}`,
  ],
};
