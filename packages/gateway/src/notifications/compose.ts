import type { DeliveryTable } from '../storage/schema/notifications.ts';
import { aboutAccount, aboutApproval, aboutFlood, type Message, testMessage } from './message.ts';
import type { Channel } from './notifier.ts';
import { originalOf } from './outbox-store.ts';
import type { NotificationParts } from './parts.ts';

/** What a delivery says now; or why it is not sent any more; or that it must wait for the message it changes. */
export type Composed =
  | { readonly kind: 'message'; readonly message: Message; readonly peerRef: string | null }
  | { readonly kind: 'drop'; readonly code: string }
  | { readonly kind: 'wait'; readonly code: string };

/** Written when it is sent, not when it was planned: a question that was answered meanwhile is not told. */
export async function compose(
  parts: NotificationParts,
  row: DeliveryTable,
  channel: Channel,
): Promise<Composed> {
  if (row.kind === 'test') return said(testMessage(row, parts.publicUrl()));
  if (row.kind === 'account') return composeAccount(parts, row);
  if (row.kind === 'digest') return composeFlood(parts, row, channel);
  const view = row.approval_id === null ? null : await parts.approvals.read(parts.org, row.approval_id);
  if (view === null) return { kind: 'drop', code: 'request_gone' };
  const message = aboutApproval(row, view, channel.detail, parts.publicUrl());
  if (row.kind !== 'ended') {
    return view.state === 'pending' ? said(message) : { kind: 'drop', code: 'already_decided' };
  }
  const original = await originalOf(parts.db.read, parts.org, {
    approvalId: view.id,
    channelId: channel.id,
    target: row.target,
  });
  if (original?.state === 'sent') return { kind: 'message', message, peerRef: original.peer_ref };
  const mayArrive = original?.state === 'sending' || original?.state === 'waiting';
  return mayArrive ? { kind: 'wait', code: 'not_sent_yet' } : { kind: 'drop', code: 'never_sent' };
}

function said(message: Message): Composed {
  return { kind: 'message', message, peerRef: null };
}

async function composeAccount(parts: NotificationParts, row: DeliveryTable): Promise<Composed> {
  const notice = await parts.db.read
    .selectFrom('notices')
    .select('change')
    .where('org', '=', parts.org)
    .where('id', '=', row.notice_id)
    .executeTakeFirst();
  if (!notice?.change) return { kind: 'drop', code: 'request_gone' };
  return said(aboutAccount(row, notice.change, parts.publicUrl()));
}

async function composeFlood(
  parts: NotificationParts,
  row: DeliveryTable,
  channel: Channel,
): Promise<Composed> {
  const waiting = await parts.db.read
    .selectFrom('calls')
    .leftJoin('agents', 'agents.id', 'calls.agent_id')
    .select(['agents.name'])
    .where('calls.org', '=', parts.org)
    .where('calls.agent_id', '=', row.agent_id ?? '')
    .where('calls.state', '=', 'pending')
    .limit(1_000)
    .execute();
  const [first] = waiting;
  if (first === undefined) return { kind: 'drop', code: 'already_decided' };
  const flood = { agent: first.name ?? row.agent_id ?? '', count: waiting.length };
  return said(aboutFlood(row, flood, channel.detail, parts.publicUrl()));
}
