import type { Migration } from './migration.ts';

export const approvals: Migration = {
  number: 6,
  name: 'approvals',
  statements: ({ integer, text, bytes, tableEnd, refuse }) => [
    `create table approvals (
      id ${text} not null primary key,
      org ${text} not null,
      call_id ${text} not null unique references calls (id),
      approve_before ${integer} not null,
      execute_before ${integer},
      step_up ${integer} not null check (step_up in (0, 1)),
      reasons ${text} not null,
      policy_version ${integer} not null,
      display_payload ${text} not null,
      display_sha256 ${text} not null,
      display_version ${integer} not null,
      decided_at ${integer}
    ) ${tableEnd}`,
    `create index approvals_open on approvals (approve_before) where decided_at is null`,
    `create table reviews (
      id ${text} not null primary key,
      org ${text} not null,
      approval_id ${text} not null references approvals (id),
      operator_id ${text} not null,
      answer ${text} not null check (answer in ('approve', 'deny')),
      reason ${text},
      action_sha256 ${text} not null,
      display_sha256 ${text} not null,
      display_version ${integer} not null,
      display_payload ${text} not null,
      sign_in_id ${text} not null,
      address ${text},
      second_factor ${text} not null check (second_factor in ('totp', 'recovery_code', 'recent', 'none')),
      created_at ${integer} not null,
      unique (approval_id, operator_id)
    ) ${tableEnd}`,
    refuse({ name: 'review_is_immutable', table: 'reviews', on: 'update', condition: 'true' }),
    refuse({ name: 'review_is_kept', table: 'reviews', on: 'delete', condition: 'true' }),
    `create table payload_keys (
      org ${text} not null,
      day ${text} not null,
      sealed ${bytes} not null,
      primary key (org, day)
    ) ${tableEnd}`,
    `create table payloads (
      id ${text} not null primary key,
      org ${text} not null,
      day ${text} not null,
      kind ${text} not null check (kind in ('action', 'display', 'result', 'state')),
      sealed ${bytes} not null,
      commitment ${text} not null,
      created_at ${integer} not null
    ) ${tableEnd}`,
    `create index payloads_day on payloads (org, day)`,
  ],
};
