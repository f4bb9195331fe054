import { createHmac } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { PlainUpstream } from '../../upstream/index.ts';
import type { Message } from '../message.ts';
import type { ChannelKeys, Notifier } from '../notifier.ts';
import { sentOf } from './answer.ts';

const TIMEOUT_MS = 15_000;

/**
 * Posts JSON signed by the Standard Webhooks specification: the receiver checks HMAC-SHA256 over id, time and body, and
 * drops what it has seen, for `webhook-id` is the same at every attempt.
 */
export function webhookNotifier(parts: { plain: PlainUpstream; clock: Clock }): Notifier<'webhook'> {
  return {
    async send(channel, keys, { message }) {
      const now = parts.clock.now();
      const body = JSON.stringify(payloadOf(message, now));
      const timestamp = String(Math.floor(now / 1_000));
      const answer = await parts.plain.post({
        owner: channel.id,
        url: channel.settings.url,
        named: true,
        headers: [
          ['content-type', 'application/json'],
          ['user-agent', 'AgentPort'],
          ['webhook-id', message.id],
          ['webhook-timestamp', timestamp],
          ['webhook-signature', signatures(keys, now, `${message.id}.${timestamp}.${body}`)],
        ],
        body: Buffer.from(body),
        timeoutMs: TIMEOUT_MS,
      });
      const sent = sentOf(answer, now);
      // an address that is not there yet may come back with the receiver's next release
      return sent.kind === 'gone' ? { kind: 'failed', code: 'peer_refused', status: sent.status } : sent;
    },
  };
}

/** While a key is being replaced, a message carries a signature by each. */
function signatures(keys: ChannelKeys, now: number, signed: string): string {
  const { webhook, webhook_before: before } = keys;
  const live = [webhook, before && before.until > now ? before.key : undefined];
  return live
    .filter((key) => key !== undefined)
    .map((key) => `v1,${createHmac('sha256', Buffer.from(key, 'base64')).update(signed).digest('base64')}`)
    .join(' ');
}

const TYPES: Readonly<Record<Message['kind'], string>> = {
  asked: 'approval.requested',
  reminder: 'approval.reminder',
  escalation: 'approval.escalated',
  ended: 'approval.ended',
  digest: 'approval.flood',
  test: 'test',
  account: 'account.changed',
};

function payloadOf(message: Message, now: number) {
  const { approval, flood } = message;
  return {
    type: TYPES[message.kind],
    timestamp: new Date(now).toISOString(),
    data: {
      message: message.headline,
      url: message.link,
      ...(flood ? { flood } : {}),
      ...(approval
        ? {
            approval: {
              id: approval.id,
              state: approval.state,
              risk: approval.risk,
              approve_before: new Date(approval.approveBefore).toISOString(),
              ...(approval.subject ?? {}),
            },
          }
        : {}),
    },
  };
}
