import type { Migration } from './migration.ts';

/**
 * A person hears of changes to their own account. Which kinds there are is checked by the tables, and SQLite cannot change
 * a check: both are written anew with what they hold.
 */
export const accountNotices: Migration = {
  number: 19,
  name: 'account-notices',
  statements: ({ integer, text, tableEnd }) => [
    `create table notices_anew (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      kind ${text} not null check (kind in ('asked', 'ended', 'test', 'account')),
      approval_id ${text},
      channel_id ${text},
      agent_id ${text},
      operator_id ${text},
      change ${text},
      created_at ${integer} not null,
      fanned_out ${integer} not null check (fanned_out in (0, 1))
    ) ${tableEnd}`,
    `insert into notices_anew (id, org, kind, approval_id, channel_id, agent_id, created_at, fanned_out)
      select id, org, kind, approval_id, channel_id, agent_id, created_at, fanned_out from notices`,
    `drop table notices`,
    `alter table notices_anew rename to notices`,
    `create index notices_open on notices (org, id) where fanned_out = 0`,
    `create index notices_of_agent on notices (org, agent_id, created_at)`,
    `create index notices_age on notices (org, created_at)`,
    `create table deliveries_anew (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      notice_id ${text} not null,
      channel_id ${text} not null,
      kind ${text} not null
        check (kind in ('asked', 'reminder', 'escalation', 'ended', 'digest', 'test', 'account')),
      target ${text} not null,
      approval_id ${text},
      agent_id ${text},
      state ${text} not null check (state in ('waiting', 'sending', 'sent', 'dropped', 'dead')),
      attempts ${integer} not null,
      next_at ${integer} not null,
      lease_holder ${text},
      lease_until ${integer} not null,
      code ${text},
      status ${integer},
      peer_ref ${text},
      created_at ${integer} not null,
      sent_at ${integer},
      unique (org, notice_id, channel_id, kind, target)
    ) ${tableEnd}`,
    `insert into deliveries_anew (id, org, notice_id, channel_id, kind, target, approval_id, agent_id, state, attempts,
        next_at, lease_holder, lease_until, code, status, peer_ref, created_at, sent_at)
      select id, org, notice_id, channel_id, kind, target, approval_id, agent_id, state, attempts,
        next_at, lease_holder, lease_until, code, status, peer_ref, created_at, sent_at from deliveries`,
    `drop table deliveries`,
    `alter table deliveries_anew rename to deliveries`,
    `create index deliveries_due on deliveries (org, next_at) where state in ('waiting', 'sending')`,
    `create index deliveries_of_channel on deliveries (org, channel_id, id)`,
    `create index deliveries_of_approval on deliveries (org, approval_id)`,
    `create index deliveries_age on deliveries (org, created_at)`,
  ],
};
