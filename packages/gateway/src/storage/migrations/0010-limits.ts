import type { Migration } from './migration.ts';

/** Counters that several gateways share. Partial indexes hold only what is under way, so counting it stays cheap. */
export const limits: Migration = {
  number: 10,
  name: 'limits',
  statements: ({ integer, text, tableEnd }) => [
    `create table call_windows (
      org ${text} not null,
      subject ${text} not null,
      granted ${text} not null,
      turns ${integer} not null,
      primary key (org, subject)
    ) ${tableEnd}`,
    `create index calls_executing on calls (org, agent_id) where state = 'executing'`,
    `create index calls_waiting on calls (org, agent_id) where state = 'pending'`,
  ],
};
