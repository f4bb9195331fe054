import type { Migration } from './migration.ts';

/**
 * What is known of the access token of a connection. The tokens themselves lie sealed in `credentials`, in the version
 * this row names; the lease keeps two gateways from trading the same refresh token at one time.
 */
export const oauthTokens: Migration = {
  number: 13,
  name: 'oauth_tokens',
  statements: ({ integer, text, tableEnd, refuse }) => [
    `create table oauth_tokens (
      connection_id ${text} not null primary key references connections (id),
      org ${text} not null references orgs (org),
      credential_version ${integer} not null,
      generation ${integer} not null,
      refresh_generation ${integer} not null,
      expires_at ${integer} not null,
      lease_holder ${text},
      lease_until ${integer} not null,
      refused ${text},
      refused_at ${integer}
    ) ${tableEnd}`,
    refuse({
      name: 'oauth_generation_only_rises',
      table: 'oauth_tokens',
      on: 'update',
      condition: 'new.generation < old.generation',
    }),
  ],
};
