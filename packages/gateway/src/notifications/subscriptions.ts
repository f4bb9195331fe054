import { dbNow, type Tx } from '../storage/index.ts';
import { DECIDING_ROLES } from './deciders.ts';

/**
 * Browsers of people who may answer, while the sign-in they subscribed with lasts.
 * @param people only these; empty for everybody
 */
export async function listenersOf(
  tx: Tx,
  org: string,
  people: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('push_subscriptions')
    .innerJoin('operators', 'operators.id', 'push_subscriptions.operator_id')
    .innerJoin('sign_ins', 'sign_ins.id', 'push_subscriptions.sign_in_id')
    .select(['push_subscriptions.id', 'push_subscriptions.operator_id as person'])
    .where('push_subscriptions.org', '=', org)
    .where('operators.status', '=', 'active')
    .where('operators.role', 'in', DECIDING_ROLES)
    .where('sign_ins.ended_at', 'is', null)
    .where('sign_ins.expires_at', '>', dbNow)
    .orderBy('push_subscriptions.id')
    .execute();
  return rows.filter(({ person }) => people.length === 0 || people.includes(person)).map(({ id }) => id);
}
