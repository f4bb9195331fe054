import { sql } from 'kysely';
import { precompiled, type Tx } from '../storage/index.ts';
import { type CallRow, withApproval } from './store.ts';

/** The questions of `store.ts` about an agent's earlier calls: the same intent, the same idempotency key. */

interface Intent {
  readonly org: string;
  readonly agentId: string;
  readonly intentSha256: string;
}

/**
 * The agent's most recent call with this intent that came as far as a person or a service. Refusals by policy in between
 * do not count: each repetition during a cool-down leaves one, and none of them may end it.
 */
export async function latestByIntent(tx: Tx, intent: Intent): Promise<CallRow | null> {
  const [call] = await selectLatest(tx, intent);
  return call ? withApproval(tx, call) : null;
}

const selectLatest = precompiled((db, { org, agentId, intentSha256 }: Intent) =>
  db
    .selectFrom('calls')
    .selectAll()
    .where('org', '=', org)
    .where('agent_id', '=', agentId)
    .where('intent_sha256', '=', intentSha256)
    .where('state', '!=', 'denied_by_policy')
    .orderBy('created_at', 'desc')
    // of one millisecond: the one that is open, else the one that ended last; an id says nothing within it
    .orderBy(sql`coalesce(finished_at, ${sql.lit(Number.MAX_SAFE_INTEGER)})`, 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);

/**
 * A call with this intent of which nobody knows whether it happened. It need not be the latest: of two allowed calls at
 * once, the other one may have gone well.
 */
export async function unknownByIntent(tx: Tx, intent: Intent): Promise<CallRow | null> {
  const [call] = await selectUnknown(tx, intent);
  return call ? withApproval(tx, call) : null;
}

const selectUnknown = precompiled((db, { org, agentId, intentSha256 }: Intent) =>
  db
    .selectFrom('calls')
    .selectAll()
    .where('org', '=', org)
    .where('agent_id', '=', agentId)
    .where('intent_sha256', '=', intentSha256)
    // written out: the index over unknown outcomes serves only a state that stands in the text of the statement
    .where('state', '=', sql.lit('outcome_unknown'))
    .limit(1),
);

interface KeyOfAgent {
  readonly org: string;
  readonly agentId: string;
  readonly idempotencyKey: string;
}

/** The call that an explicit idempotency key is bound to. */
export async function byIdempotencyKey(tx: Tx, key: KeyOfAgent): Promise<CallRow | null> {
  const [call] = await selectByKey(tx, key);
  return call ? withApproval(tx, call) : null;
}

const selectByKey = precompiled((db, { org, agentId, idempotencyKey }: KeyOfAgent) =>
  db
    .selectFrom('calls')
    .selectAll()
    .where('org', '=', org)
    .where('agent_id', '=', agentId)
    .where('idempotency_key', '=', idempotencyKey),
);

/** Binds a key to the call that answers it; a call keeps the first key it was given. */
export async function bindIdempotencyKey(tx: Tx, callId: string, key: string): Promise<void> {
  await tx
    .updateTable('calls')
    .set({ idempotency_key: key })
    .where('id', '=', callId)
    .where('idempotency_key', 'is', null)
    .execute();
}

/** Frees a key that has bound long enough. */
export async function releaseIdempotencyKey(tx: Tx, callId: string): Promise<void> {
  await tx.updateTable('calls').set({ idempotency_key: null }).where('id', '=', callId).execute();
}
