import { dbNow, type Tx } from '../storage/index.ts';
import { DECIDING_ROLES } from './deciders.ts';

/** Browsers of people who may answer, while the sign-in they subscribed with lasts. */
export async function listenersOf(tx: Tx, org: string): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('push_subscriptions')
    .innerJoin('operators', 'operators.id', 'push_subscriptions.operator_id')
    .innerJoin('sign_ins', 'sign_ins.id', 'push_subscriptions.sign_in_id')
    .select('push_subscriptions.id')
    .where('push_subscriptions.org', '=', org)
    .where('operators.status', '=', 'active')
    .where('operators.role', 'in', DECIDING_ROLES)
    .where('sign_ins.ended_at', 'is', null)
    .where('sign_ins.expires_at', '>', dbNow)
    .orderBy('push_subscriptions.id')
    .execute();
  return rows.map(({ id }) => id);
}
