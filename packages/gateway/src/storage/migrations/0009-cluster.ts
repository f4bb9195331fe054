import type { Migration } from './migration.ts';

/**
 * Several gateways on one database: who is alive, who does what for all, which of them executes a call, and the entries
 * that wait for their place in the log. `lease_until` is 0 once a registration was ended for good.
 */
export const cluster: Migration = {
  number: 9,
  name: 'cluster',
  statements: ({ integer, counter, text, bytes, tableEnd, refuse }) => [
    `create table gateways (
      id ${text} not null primary key,
      epoch ${integer} not null,
      lease_until ${integer} not null,
      registered_at ${integer} not null
    ) ${tableEnd}`,
    refuse({
      name: 'gateway_epoch_only_rises',
      table: 'gateways',
      on: 'update',
      condition: `new.epoch < old.epoch or (new.epoch = old.epoch and old.lease_until = 0 and new.lease_until <> 0)`,
    }),
    `create table duties (
      name ${text} not null primary key,
      gateway_id ${text} not null,
      gateway_epoch ${integer} not null
    ) ${tableEnd}`,
    `alter table calls add column gateway_id ${text}`,
    `alter table calls add column gateway_epoch ${integer}`,
    `create table audit_inbox (
      seq ${counter} not null primary key,
      id ${text} not null unique,
      org ${text} not null,
      kind ${text} not null,
      call_id ${text},
      agent_id ${text},
      at ${integer} not null,
      entry ${bytes} not null
    ) ${tableEnd}`,
    refuse({ name: 'audit_inbox_is_never_changed', table: 'audit_inbox', on: 'update', condition: 'true' }),
    `create table audit_signer (
      only_row ${integer} not null default 1 primary key check (only_row = 1),
      verifier ${text} not null,
      sealed ${bytes} not null,
      created_at ${integer} not null
    ) ${tableEnd}`,
  ],
};
