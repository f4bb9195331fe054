import type { Migration } from './migration.ts';

export const agents: Migration = {
  number: 2,
  name: 'agents',
  statements: ({ integer, text, tableEnd }) => [
    `create table agents (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      name ${text} not null,
      status ${text} not null check (status in ('active', 'stopped', 'removed')),
      epoch ${integer} not null,
      tools ${text} not null check (tools in ('auto', 'native', 'discover')),
      created_at ${integer} not null,
      stopped_at ${integer},
      stopped_by ${text}
    ) ${tableEnd}`,
    `create unique index agents_live_name on agents (org, name) where status <> 'removed'`,
    `create table agent_tokens (
      id ${text} not null primary key,
      org ${text} not null,
      agent_id ${text} not null references agents (id),
      token_sha256 ${text} not null unique,
      created_at ${integer} not null,
      expires_at ${integer},
      revoked_at ${integer}
    ) ${tableEnd}`,
    `create index agent_tokens_agent on agent_tokens (agent_id)`,
  ],
};
