import type { Migration } from './migration.ts';

export const operators: Migration = {
  number: 7,
  name: 'operators',
  statements: ({ integer, text, bytes, tableEnd }) => [
    `create table operators (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      email ${text} not null,
      name ${text} not null,
      role ${text} not null check (role in ('owner', 'admin', 'approver', 'auditor')),
      status ${text} not null check (status in ('active', 'suspended', 'removed')),
      password_hash ${text} not null,
      totp_sealed ${bytes},
      totp_step ${integer} not null,
      created_at ${integer} not null
    ) ${tableEnd}`,
    `create unique index operators_live_email on operators (org, email) where status <> 'removed'`,
    `create table recovery_codes (
      org ${text} not null,
      operator_id ${text} not null references operators (id),
      code_sha256 ${text} not null,
      used_at ${integer},
      primary key (org, operator_id, code_sha256)
    ) ${tableEnd}`,
    `create table sign_ins (
      id ${text} not null primary key,
      org ${text} not null,
      operator_id ${text} not null references operators (id),
      token_sha256 ${text} not null unique,
      csrf_sha256 ${text} not null,
      step_up_until ${integer} not null,
      address ${text},
      user_agent ${text},
      created_at ${integer} not null,
      expires_at ${integer} not null,
      absolute_expires_at ${integer} not null,
      ended_at ${integer}
    ) ${tableEnd}`,
    `create index sign_ins_operator on sign_ins (operator_id)`,
    `create table setup_links (
      org ${text} not null,
      token_sha256 ${text} not null primary key,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      used_at ${integer}
    ) ${tableEnd}`,
    `create table sign_in_attempts (
      org ${text} not null,
      subject ${text} not null,
      failures ${integer} not null,
      window_started_at ${integer} not null,
      primary key (org, subject)
    ) ${tableEnd}`,
  ],
};
