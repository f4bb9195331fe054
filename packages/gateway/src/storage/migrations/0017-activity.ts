import type { Migration } from './migration.ts';

/**
 * What the log says, counted by the hour and by session, so that a page about a million entries reads a few rows. All of
 * it can be counted anew from the log; `activity_followed` says how far it was counted.
 */
export const activity: Migration = {
  number: 17,
  name: 'activity',
  statements: ({ integer, text, tableEnd }) => [
    `create table activity_followed (
      org ${text} not null primary key,
      upto ${integer} not null check (upto >= 0)
    ) ${tableEnd}`,
    `create table activity_hours (
      org ${text} not null,
      hour ${integer} not null,
      what ${text} not null check (what in ('allowed', 'asked', 'denied', 'succeeded', 'failed', 'unknown')),
      agent_id ${text} not null,
      connection_id ${text} not null,
      operation ${text} not null,
      count ${integer} not null,
      primary key (org, hour, what, agent_id, connection_id, operation)
    ) ${tableEnd}`,
    `create table activity_sessions (
      org ${text} not null,
      agent_id ${text} not null,
      session ${text} not null,
      first_index ${integer} not null,
      last_index ${integer} not null,
      first_at ${integer} not null,
      last_at ${integer} not null,
      allowed ${integer} not null,
      asked ${integer} not null,
      denied ${integer} not null,
      failed ${integer} not null,
      unknown ${integer} not null,
      primary key (org, agent_id, session)
    ) ${tableEnd}`,
    `create index activity_sessions_last on activity_sessions (org, last_index)`,
    `create index activity_sessions_agent on activity_sessions (org, agent_id, last_index)`,
  ],
};
