import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { PlainUpstream } from '../../upstream/index.ts';
import type { Message } from '../message.ts';
import type { Notifier } from '../notifier.ts';
import { sentOf } from './answer.ts';
import { encryptPush, pushChance } from './encrypt-push.ts';
import { vapidAuthorization } from './vapid.ts';

const TIMEOUT_MS = 15_000;
/** A push service keeps it for a sleeping phone as long as a request usually waits, s. */
const KEPT_S = 1_800;

/** A browser, as it subscribed. */
export interface Subscription {
  readonly endpoint: string;
  /** base64url */
  readonly p256dh: string;
  readonly auth: string;
}

export interface Subscriptions {
  open(id: string): Promise<Subscription | null>;
  remove(id: string): Promise<void>;
}

/**
 * Web Push (RFC 8030, 8291, 8292). The endpoint came from a browser, so it leads to public addresses only; a browser that
 * its service does not know any more is forgotten.
 */
export function webPushNotifier(parts: {
  plain: PlainUpstream;
  clock: Clock;
  random: Random;
  publicUrl: () => string;
  subscriptions: Subscriptions;
}): Notifier<'web_push'> {
  return {
    async send(channel, { vapid }, { message, target }) {
      const subscription = await parts.subscriptions.open(target);
      if (subscription === null || vapid === undefined) return { kind: 'gone', status: null };
      const now = parts.clock.now();
      const { origin } = new URL(subscription.endpoint);
      const keys = {
        p256dh: Buffer.from(subscription.p256dh, 'base64url'),
        auth: Buffer.from(subscription.auth, 'base64url'),
      };
      const answer = await parts.plain.post({
        owner: channel.id,
        url: subscription.endpoint,
        named: false,
        headers: [
          ['content-encoding', 'aes128gcm'],
          ['content-type', 'application/octet-stream'],
          ['ttl', String(KEPT_S)],
          ['urgency', message.kind === 'ended' ? 'normal' : 'high'],
          ['topic', topicOf(message)],
          [
            'authorization',
            vapidAuthorization(Buffer.from(vapid, 'base64url'), { origin, now, subject: parts.publicUrl() }),
          ],
        ],
        body: encryptPush(Buffer.from(JSON.stringify(pushText(message))), keys, pushChance(parts.random)),
        timeoutMs: TIMEOUT_MS,
      });
      const sent = sentOf(answer, now);
      if (sent.kind === 'gone') await parts.subscriptions.remove(target);
      return sent;
    },
  };
}

/** Of messages with one topic the service keeps the newest (RFC 8030 §5.4); at most 32 characters of base64url. */
function topicOf(message: Message): string {
  return (message.approval?.id ?? message.id).slice(0, 32);
}

/** What the service worker shows. Short: the title of a request only where the channel may say it. */
function pushText(message: Message) {
  const { approval, flood } = message;
  const subject = approval?.subject ?? null;
  const said = message.kind === 'account' ? 'If it was not you, open it.' : (subject?.title ?? '');
  const body = flood ? `${flood.agent} has ${flood.count} requests waiting.` : said;
  return {
    id: message.id,
    kind: message.kind,
    tag: approval?.id ?? message.kind,
    title: message.headline,
    body: (message.kind === 'ended' ? (approval?.answer ?? '') : body).slice(0, 300),
    path: new URL(message.link).pathname,
  };
}
