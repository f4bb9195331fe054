import type { Migration } from './migration.ts';

/** The outbox of messages to people, and the channels they leave by. */
export const notifications: Migration = {
  number: 15,
  name: 'notifications',
  statements: ({ integer, text, bytes, tableEnd }) => [
    `create table channels (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      name ${text} not null,
      enabled ${integer} not null check (enabled in (0, 1)),
      settings ${text} not null,
      route ${text} not null,
      detail ${text} not null check (detail in ('minimal', 'title', 'full')),
      secret_sealed ${bytes},
      created_at ${integer} not null,
      created_by ${text} not null,
      unique (org, name)
    ) ${tableEnd}`,
    // what happened, written in the unit in which it happened
    `create table notices (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      kind ${text} not null check (kind in ('asked', 'ended', 'test')),
      approval_id ${text},
      channel_id ${text},
      agent_id ${text},
      created_at ${integer} not null,
      fanned_out ${integer} not null check (fanned_out in (0, 1))
    ) ${tableEnd}`,
    `create index notices_open on notices (org, id) where fanned_out = 0`,
    `create index notices_of_agent on notices (org, agent_id, created_at)`,
    `create index notices_age on notices (org, created_at)`,
    // one message to one receiver; its id is the message's id at every attempt
    `create table deliveries (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      notice_id ${text} not null,
      channel_id ${text} not null,
      kind ${text} not null check (kind in ('asked', 'reminder', 'escalation', 'ended', 'digest', 'test')),
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
    `create index deliveries_due on deliveries (org, next_at) where state in ('waiting', 'sending')`,
    `create index deliveries_of_channel on deliveries (org, channel_id, id)`,
    `create index deliveries_of_approval on deliveries (org, approval_id)`,
    `create index deliveries_age on deliveries (org, created_at)`,
    `create table push_subscriptions (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      operator_id ${text} not null references operators (id),
      sign_in_id ${text} not null,
      endpoint_sha256 ${text} not null,
      sealed ${bytes} not null,
      label ${text} not null,
      created_at ${integer} not null,
      unique (org, endpoint_sha256)
    ) ${tableEnd}`,
    `create table slack_people (
      org ${text} not null references orgs (org),
      team ${text} not null,
      slack_user ${text} not null,
      operator_id ${text} not null references operators (id),
      created_at ${integer} not null,
      created_by ${text} not null,
      primary key (org, team, slack_user)
    ) ${tableEnd}`,
    // signed requests that were taken: none of them counts twice
    `create table slack_requests (
      org ${text} not null references orgs (org),
      sha256 ${text} not null,
      expires_at ${integer} not null,
      primary key (org, sha256)
    ) ${tableEnd}`,
    `create table notification_settings (
      org ${text} not null primary key references orgs (org),
      document ${text} not null,
      changed_at ${integer} not null,
      changed_by ${text} not null
    ) ${tableEnd}`,
  ],
};
