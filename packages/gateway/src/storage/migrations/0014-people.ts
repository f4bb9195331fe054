import type { Migration } from './migration.ts';

/** Invitations, teams with what comes to them, tokens for automation, and who looks after an agent. */
export const people: Migration = {
  number: 16,
  name: 'people',
  statements: ({ integer, text, tableEnd }) => [
    `create table invitations (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      email ${text} not null,
      role ${text} not null check (role in ('owner', 'admin', 'approver', 'auditor')),
      token_sha256 ${text} not null unique,
      invited_by ${text} not null,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      used_at ${integer},
      operator_id ${text} references operators (id),
      revoked_at ${integer}
    ) ${tableEnd}`,
    `create unique index invitations_open on invitations (org, email) where used_at is null and revoked_at is null`,
    `create table teams (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      name ${text} not null,
      created_at ${integer} not null,
      unique (org, name)
    ) ${tableEnd}`,
    `create table team_members (
      org ${text} not null,
      team_id ${text} not null references teams (id),
      operator_id ${text} not null references operators (id),
      primary key (org, team_id, operator_id)
    ) ${tableEnd}`,
    `create index team_members_operator on team_members (org, operator_id)`,
    `create table team_routes (
      org ${text} not null,
      kind ${text} not null check (kind in ('agent', 'connection')),
      subject ${text} not null,
      team_id ${text} not null references teams (id),
      primary key (org, kind, subject, team_id)
    ) ${tableEnd}`,
    `create index team_routes_team on team_routes (team_id)`,
    `create table operator_tokens (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      name ${text} not null,
      token_sha256 ${text} not null unique,
      scopes ${text} not null,
      created_by ${text} not null,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      used_at ${integer},
      revoked_at ${integer}
    ) ${tableEnd}`,
    `create index sign_ins_live on sign_ins (org, operator_id) where ended_at is null`,
    `alter table agents add column owner_id ${text} references operators (id)`,
  ],
};
