import { dbNow, type Tx } from '../storage/index.ts';
import type { AccountChange, NoticeTable } from '../storage/schema/notifications.ts';
import type { Written } from './fan-out.ts';
import type { Channel } from './notifier.ts';

/** What a person reads about their own account: what happened, and nothing that a lock screen should not show. */
export const ACCOUNT_HEADLINES: Readonly<Record<AccountChange, string>> = {
  passkey_added: 'A passkey was added to your AgentPort account',
  passkey_renamed: 'A passkey of your AgentPort account got another name',
  passkey_removed: 'A passkey was removed from your AgentPort account',
  authenticator_changed: 'Your AgentPort account has a new authenticator app',
  authenticator_removed: 'The authenticator app was removed from your AgentPort account',
  recovery_codes_changed: 'Your AgentPort account has new recovery codes',
  password_changed: 'The password of your AgentPort account was changed',
  company_connected: 'A company account was connected to your AgentPort account',
  company_disconnected: 'The company account was disconnected from your AgentPort account',
};

/**
 * To the person alone: at their own address by the first mail channel there is, and in the browsers in which they are
 * signed in. Quiet hours do not hold it back: whoever is being taken over wants to know now. Channels that many people
 * read hear nothing.
 */
export async function toPerson(
  tx: Tx,
  notice: NoticeTable,
  channels: readonly Channel[],
): Promise<Written[]> {
  const person = await tx
    .selectFrom('operators')
    .select(['id', 'email'])
    .where('org', '=', notice.org)
    .where('id', '=', notice.operator_id ?? '')
    .where('status', '=', 'active')
    .executeTakeFirst();
  if (!person) return [];
  const by = (kind: Channel['settings']['kind']) =>
    channels.find(({ enabled, settings }) => enabled && settings.kind === kind);
  const [mail, push] = [by('email'), by('web_push')];
  const browsers = push ? await browsersOf(tx, notice.org, person.id) : [];
  const message = { kind: 'account', next_at: notice.created_at } as const;
  return [
    ...(mail ? [{ ...message, channel_id: mail.id, target: person.email }] : []),
    ...browsers.map((id) => ({ ...message, channel_id: push?.id ?? '', target: id })),
  ];
}

async function browsersOf(tx: Tx, org: string, operatorId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('push_subscriptions')
    .innerJoin('sign_ins', 'sign_ins.id', 'push_subscriptions.sign_in_id')
    .select('push_subscriptions.id')
    .where('push_subscriptions.org', '=', org)
    .where('push_subscriptions.operator_id', '=', operatorId)
    .where('sign_ins.ended_at', 'is', null)
    .where('sign_ins.expires_at', '>', dbNow)
    .orderBy('push_subscriptions.id')
    .execute();
  return rows.map(({ id }) => id);
}
