import type { Migration } from './migration.ts';

/**
 * Agents that people may play as, who asked for a call as one of them, and what an agent did day by day. What was counted
 * from the log is counted anew: sessions now also hold what people denied and what was flagged.
 */
export const playing: Migration = {
  number: 18,
  name: 'playing',
  statements: ({ integer, text, tableEnd }) => [
    `alter table agents add column test ${integer} check (test in (0, 1))`,
    `alter table calls add column played_by ${text}`,
    `create table activity_days (
      org ${text} not null,
      agent_id ${text} not null,
      day ${integer} not null,
      calls ${integer} not null,
      last_at ${integer} not null,
      primary key (org, agent_id, day)
    ) ${tableEnd}`,
    `alter table activity_sessions add column turned_down ${integer} not null default 0`,
    `alter table activity_sessions add column flagged ${integer} not null default 0`,
    `delete from activity_hours`,
    `delete from activity_sessions`,
    `delete from activity_followed`,
  ],
};
