import { Fault } from '../kernel/fault.ts';
import { STORED_CONTEXTS } from '../storage/index.ts';
import type { DeliveryTable } from '../storage/schema/notifications.ts';
import { ATTEMPTS_MAX, waitAfter } from './backoff.ts';
import { readChannel } from './channel-store.ts';
import { compose } from './compose.ts';
import type { Channel, ChannelKeys, Notifier, Sent } from './notifier.ts';
import { settleDelivery } from './outbox-store.ts';
import type { NotificationParts } from './parts.ts';

export type Notifiers = { readonly [K in Channel['settings']['kind']]: Notifier<K> };

/** One attempt at a delivery this gateway has claimed, and what became of it. */
export async function attempt(
  parts: NotificationParts,
  notifiers: Notifiers,
  row: DeliveryTable,
): Promise<void> {
  const channel = await readChannel(parts.db.read, parts.org, row.channel_id);
  const settle = (set: Parameters<typeof settleDelivery>[2]) =>
    parts.db.unit((tx) => settleDelivery(tx, row, set));
  if (channel === null || !channel.enabled) {
    await settle({ state: 'dropped', code: channel ? 'channel_off' : 'channel_removed' });
    return;
  }
  const composed = await compose(parts, row, channel);
  if (composed.kind === 'drop') {
    await settle({ state: 'dropped', code: composed.code });
    return;
  }
  const sent: Sent =
    composed.kind === 'wait'
      ? { kind: 'failed', code: composed.code, status: null }
      : await post(parts, notifiers, channel, { ...composed, target: row.target, attempt: row.attempts });
  if (sent.kind === 'accepted') await parts.atStep?.('accepted', row.id);
  await settle(outcomeOf(parts, row, sent));
  await parts.atStep?.('marked', row.id);
}

async function post(
  parts: NotificationParts,
  notifiers: Notifiers,
  channel: Channel,
  posting: Parameters<Notifier['send']>[2],
): Promise<Sent> {
  try {
    const notifier = notifiers[channel.settings.kind] as Notifier;
    return await notifier.send(channel, keysOf(parts, channel), posting);
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'internal';
    parts.logger.error({ channel: channel.id, code }, 'a message could not be made');
    return { kind: 'failed', code, status: null };
  }
}

export function keysOf(parts: Pick<NotificationParts, 'vault'>, channel: Channel): ChannelKeys {
  if (channel.sealed === null) return {};
  const opened = parts.vault.openState(STORED_CONTEXTS.channel(channel.id), channel.sealed);
  return JSON.parse(Buffer.from(opened).toString('utf8')) as ChannelKeys;
}

/** A peer that wants us to wait is obeyed up to here, ms. */
const WAIT_MAX_MS = 3_600_000;

function outcomeOf(
  parts: NotificationParts,
  row: DeliveryTable,
  sent: Sent,
): Parameters<typeof settleDelivery>[2] {
  const now = parts.clock.now();
  switch (sent.kind) {
    case 'accepted':
      return {
        state: 'sent',
        code: null,
        status: sent.status,
        sent_at: now,
        ...(sent.peerRef === undefined ? {} : { peer_ref: sent.peerRef }),
      };
    case 'gone':
      return { state: 'dropped', code: 'receiver_gone', status: sent.status };
    case 'refused':
      return { state: 'dead', code: sent.code, status: sent.status };
    case 'failed': {
      if (row.attempts >= ATTEMPTS_MAX) return { state: 'dead', code: sent.code, status: sent.status };
      const wait = Math.max(waitAfter(row.attempts, parts.random), Math.min(sent.afterMs ?? 0, WAIT_MAX_MS));
      return { state: 'waiting', code: sent.code, status: sent.status, next_at: now + wait };
    }
  }
}
