import type { Migration } from './migration.ts';

/**
 * Passkeys, the company sign-in, and reviews that name a passkey. `reviews` is made anew: the list of proofs it accepts
 * stands in the table, and SQLite cannot change it in place.
 */
export const passkeys: Migration = {
  number: 14,
  name: 'passkeys',
  statements: ({ integer, text, bytes, tableEnd, refuse }) => [
    `create table passkeys (
      id ${text} not null primary key,
      org ${text} not null references orgs (org),
      operator_id ${text} not null references operators (id),
      credential_id ${text} not null,
      public_key ${bytes} not null,
      counter ${integer} not null,
      transports ${text} not null,
      backed_up ${integer} not null check (backed_up in (0, 1)),
      synced ${integer} not null check (synced in (0, 1)),
      name ${text} not null,
      created_at ${integer} not null,
      used_at ${integer},
      unique (org, credential_id)
    ) ${tableEnd}`,
    `create index passkeys_operator on passkeys (operator_id)`,
    `create table spent_proofs (
      org ${text} not null,
      sha256 ${text} not null,
      expires_at ${integer} not null,
      primary key (org, sha256)
    ) ${tableEnd}`,
    `create index spent_proofs_expiry on spent_proofs (org, expires_at)`,
    `create table oidc_settings (
      org ${text} not null primary key references orgs (org),
      document ${text} not null,
      secret_sealed ${bytes},
      changed_at ${integer} not null,
      changed_by ${text} not null
    ) ${tableEnd}`,
    `create table oidc_links (
      org ${text} not null,
      issuer ${text} not null,
      subject ${text} not null,
      operator_id ${text} not null references operators (id),
      created_at ${integer} not null,
      used_at ${integer},
      primary key (org, issuer, subject)
    ) ${tableEnd}`,
    `create index oidc_links_operator on oidc_links (operator_id)`,
    `create table reviews_with_passkeys (
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
      second_factor ${text} not null
        check (second_factor in ('passkey', 'totp', 'recovery_code', 'recent', 'none')),
      passkey_id ${text},
      created_at ${integer} not null,
      unique (approval_id, operator_id)
    ) ${tableEnd}`,
    `insert into reviews_with_passkeys
      select id, org, approval_id, operator_id, answer, reason, action_sha256, display_sha256, display_version,
        display_payload, sign_in_id, address, second_factor, null, created_at from reviews`,
    `drop table reviews`,
    `alter table reviews_with_passkeys rename to reviews`,
    refuse({ name: 'review_never_changes', table: 'reviews', on: 'update', condition: 'true' }),
    refuse({ name: 'review_stays', table: 'reviews', on: 'delete', condition: 'true' }),
  ],
};
