import { createHash } from 'node:crypto';
import { Fault } from '../kernel/fault.ts';
import { STORED_CONTEXTS } from '../storage/index.ts';
import type { Subscription, Subscriptions } from './channels/web-push.ts';
import type { NotificationParts } from './parts.ts';

/** A browser may be told while the sign-in it subscribed with lasts. */
export interface Browsers extends Subscriptions {
  subscribe(
    subscription: Subscription,
    by: { operatorId: string; signInId: string; label: string },
  ): Promise<string>;
  unsubscribe(id: string, operatorId: string): Promise<void>;
  of(operatorId: string): Promise<readonly { id: string; label: string; createdAt: number }[]>;
}

/** Browsers of one person; more than a person has are refused, for every message goes to each. */
const PER_PERSON_MAX = 20;

export function createBrowsers(parts: NotificationParts): Browsers {
  const { org, db } = parts;
  return {
    async subscribe(subscription, { operatorId, signInId, label }) {
      const id = parts.newId('psh');
      const endpoint_sha256 = createHash('sha256').update(subscription.endpoint).digest('hex');
      await db.unit(async (tx) => {
        // the same browser again, perhaps with another person: it is told for who is there now
        await tx
          .deleteFrom('push_subscriptions')
          .where('org', '=', org)
          .where('endpoint_sha256', '=', endpoint_sha256)
          .execute();
        const own = await tx
          .selectFrom('push_subscriptions')
          .select('id')
          .where('org', '=', org)
          .where('operator_id', '=', operatorId)
          .execute();
        if (own.length >= PER_PERSON_MAX) {
          throw new Fault(
            'invalid_request',
            'You are told in twenty browsers already. Remove one of them first.',
          );
        }
        await tx
          .insertInto('push_subscriptions')
          .values({
            id,
            org,
            operator_id: operatorId,
            sign_in_id: signInId,
            endpoint_sha256,
            sealed: parts.vault.sealState(
              STORED_CONTEXTS.pushSubscription(id),
              Buffer.from(JSON.stringify(subscription)),
            ),
            label,
            created_at: parts.clock.now(),
          })
          .execute();
      });
      return id;
    },
    async unsubscribe(id, operatorId) {
      await db.unit(async (tx) => {
        await tx
          .deleteFrom('push_subscriptions')
          .where('org', '=', org)
          .where('id', '=', id)
          .where('operator_id', '=', operatorId)
          .execute();
      });
    },
    async of(operatorId) {
      const rows = await db.read
        .selectFrom('push_subscriptions')
        .select(['id', 'label', 'created_at'])
        .where('org', '=', org)
        .where('operator_id', '=', operatorId)
        .orderBy('id')
        .execute();
      return rows.map(({ id, label, created_at }) => ({ id, label, createdAt: created_at }));
    },
    async open(id) {
      const row = await db.read
        .selectFrom('push_subscriptions')
        .select('sealed')
        .where('org', '=', org)
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) return null;
      const opened = parts.vault.openState(STORED_CONTEXTS.pushSubscription(id), row.sealed);
      return JSON.parse(Buffer.from(opened).toString('utf8')) as Subscription;
    },
    async remove(id) {
      await db.unit(async (tx) => {
        await tx.deleteFrom('push_subscriptions').where('org', '=', org).where('id', '=', id).execute();
      });
    },
  };
}
