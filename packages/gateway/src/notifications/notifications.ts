import type { NotificationSettings } from '@agentport/contract';
import { Fault } from '../kernel/fault.ts';
import type { DeliveryTable } from '../storage/schema/notifications.ts';
import { keysOf, type Notifiers } from './attempt.ts';
import { type Browsers, createBrowsers } from './browsers.ts';
import { createChannelBook } from './channel-book.ts';
import { lastDelivery, readChannel, readChannels } from './channel-store.ts';
import { emailNotifier } from './channels/email.ts';
import { ntfyNotifier, telegramNotifier } from './channels/links.ts';
import { slackNotifier } from './channels/slack.ts';
import { vapidPublicKey } from './channels/vapid.ts';
import { webPushNotifier } from './channels/web-push.ts';
import { webhookNotifier } from './channels/webhook.ts';
import { insertNotice } from './notices.ts';
import type { Channel } from './notifier.ts';
import { type DeliveryFilter, type LoggedDelivery, listDeliveries, reviveDelivery } from './outbox-store.ts';
import type { NotificationParts } from './parts.ts';
import { isTimeZone } from './quiet-hours.ts';
import { readSettings, writeSettings } from './settings.ts';
import { createSlackAnswers, type SlackAnswers } from './slack-answers.ts';
import { createSlackPeople, type SlackPeople } from './slack-people.ts';
import { createWorker, type Worker } from './worker.ts';

/** How people are reached, and what they do about it. */
export interface Notifications {
  readonly channels: ReturnType<typeof createChannelBook>;
  readonly browsers: Browsers;
  readonly slackPeople: SlackPeople;
  /** what people press in Slack */
  readonly slack: Pick<SlackAnswers, 'take'>;
  readonly worker: Pick<Worker, 'drain'>;
  list(): Promise<readonly (Channel & { last: DeliveryTable | null })[]>;
  settings(): Promise<NotificationSettings>;
  saveSettings(settings: NotificationSettings, actor: string): Promise<void>;
  /** the key browsers subscribe with; null without a channel for them */
  pushKey(): Promise<string | null>;
  /** Sends a test by one channel and waits for the attempt. */
  test(channelId: string): Promise<readonly LoggedDelivery[]>;
  deliveries(filter: Omit<DeliveryFilter, 'org'>): Promise<{ items: LoggedDelivery[]; next: string | null }>;
  /** Tries a message again that was given up. */
  retry(deliveryId: string): Promise<void>;
  close(): Promise<void>;
}

export function createNotifications(parts: NotificationParts): Notifications {
  const { org, db } = parts;
  const browsers = createBrowsers(parts);
  const notifiers: Notifiers = {
    email: emailNotifier(parts),
    slack: slackNotifier(parts),
    webhook: webhookNotifier(parts),
    web_push: webPushNotifier({ ...parts, subscriptions: browsers }),
    ntfy: ntfyNotifier(parts),
    telegram: telegramNotifier(parts),
  };
  const worker = createWorker(parts, notifiers);
  const slackPeople = createSlackPeople(parts);
  const slack = createSlackAnswers(parts, slackPeople);
  return {
    channels: createChannelBook(parts),
    browsers,
    slackPeople,
    slack,
    worker,
    async list() {
      const channels = await readChannels(db.read, org);
      return Promise.all(
        channels.map(async (channel) => {
          const last = await lastDelivery(db.read, org, channel.id).executeTakeFirst();
          return { ...channel, last: last ?? null };
        }),
      );
    },
    settings: () => readSettings(db.read, org),
    async saveSettings(settings, actor) {
      if (settings.quiet !== null && !isTimeZone(settings.quiet.time_zone)) {
        throw new Fault('invalid_request', 'This time zone is not known. Write it like "Europe/Berlin".');
      }
      const document = JSON.stringify(settings);
      await db.unit(async (tx) => {
        await writeSettings(tx, { org, document, changed_at: parts.clock.now(), changed_by: actor });
        await parts.audit.append(tx, { kind: 'notifications.changed', actor, org, details: { ...settings } });
      });
    },
    async pushKey() {
      const channel = (await readChannels(db.read, org)).find(
        ({ settings, enabled }) => enabled && settings.kind === 'web_push',
      );
      const { vapid } = channel ? keysOf(parts, channel) : {};
      return vapid === undefined ? null : vapidPublicKey(Buffer.from(vapid, 'base64url'));
    },
    async test(channelId) {
      if ((await readChannel(db.read, org, channelId)) === null) {
        throw new Fault('not_found', 'There is no such channel.');
      }
      const id = parts.newId('ntc');
      await db.unit((tx) =>
        insertNotice(tx, {
          id,
          org,
          kind: 'test',
          channel_id: channelId,
          created_at: parts.clock.now(),
        }),
      );
      await worker.drain();
      const { items } = await listDeliveries(db.read, { org, channelId, limit: 50 });
      return items.filter((delivery) => delivery.notice_id === id);
    },
    deliveries: (filter) => listDeliveries(db.read, { org, ...filter }),
    async retry(deliveryId) {
      if (!(await db.unit((tx) => reviveDelivery(tx, org, deliveryId)))) {
        throw new Fault('not_found', 'There is no such message that was given up.');
      }
      worker.wake();
    },
    async close() {
      await worker.close();
      await slack.settled();
    },
  };
}
