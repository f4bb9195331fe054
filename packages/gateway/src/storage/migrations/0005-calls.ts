import type { Migration } from './migration.ts';

const FINAL = `'denied_by_policy', 'denied', 'expired', 'cancelled', 'superseded', 'stopped', 'withdrawn',
  'permit_expired', 'revoked', 'succeeded', 'failed', 'reconciled_succeeded', 'reconciled_failed'`;
const RECONCILED = `'reconciled_succeeded', 'reconciled_failed'`;

/** True when a change of state leaves the paths a call may take, whatever the statement that asks for it says. */
const ILLEGAL_STEP = `new.state <> old.state and (
  old.state in (${FINAL})
  or new.state = 'pending'
  or (new.state = 'approved' and old.state <> 'pending')
  or (new.state = 'executing' and old.state <> 'approved')
  or (new.state in ('succeeded', 'failed', 'outcome_unknown') and old.state <> 'executing')
  or (old.state = 'executing' and new.state not in ('succeeded', 'failed', 'outcome_unknown'))
  or (old.state = 'outcome_unknown' and new.state not in (${RECONCILED}))
  or (new.state in (${RECONCILED}) and old.state <> 'outcome_unknown')
)`;

/** Payload ids are not foreign keys: erasing a payload must leave the call and its digests. */
export const calls: Migration = {
  number: 5,
  name: 'calls',
  statements: ({ integer, text, tableEnd, refuse }) => [
    `create table calls (
      id ${text} not null primary key,
      org ${text} not null,
      agent_id ${text} not null,
      connection_id ${text} not null references connections (id),
      operation ${text} not null,
      risk ${text} not null check (risk in ('read', 'write', 'destructive', 'financial', 'admin')),
      session ${text},
      state ${text} not null check (state in (${FINAL}, 'pending', 'approved', 'executing', 'outcome_unknown')),
      intent_sha256 ${text} not null,
      action_sha256 ${text} not null,
      action_payload ${text} not null,
      idempotency_key ${text},
      permit_id ${text} unique,
      requester_address ${text},
      requester_token ${text},
      created_at ${integer} not null,
      executing_at ${integer},
      finished_at ${integer},
      upstream_status ${integer},
      problem ${text},
      result_payload ${text},
      collected_at ${integer}
    ) ${tableEnd}`,
    `create unique index calls_open_intent on calls (org, agent_id, intent_sha256)
      where state in ('pending', 'approved')`,
    `create unique index calls_idempotency_key on calls (org, agent_id, idempotency_key)
      where idempotency_key is not null`,
    `create index calls_state on calls (org, state, created_at)`,
    `create index calls_intent on calls (org, agent_id, intent_sha256, created_at, id)`,
    `create index calls_unknown on calls (org, agent_id, intent_sha256) where state = 'outcome_unknown'`,
    refuse({ name: 'call_state_is_final', table: 'calls', on: 'update', condition: ILLEGAL_STEP }),
    refuse({
      name: 'call_action_is_immutable',
      table: 'calls',
      on: 'update',
      condition: `new.id <> old.id or new.org <> old.org or new.agent_id <> old.agent_id
        or new.connection_id <> old.connection_id or new.operation <> old.operation
        or new.intent_sha256 <> old.intent_sha256 or new.action_sha256 <> old.action_sha256
        or new.action_payload <> old.action_payload`,
    }),
    refuse({
      name: 'call_permit_is_claimed_once',
      table: 'calls',
      on: 'update',
      condition: `old.permit_id is not null and (new.permit_id is null or new.permit_id <> old.permit_id)`,
    }),
  ],
};
