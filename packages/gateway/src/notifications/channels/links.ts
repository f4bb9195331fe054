import type { Clock } from '../../kernel/clock.ts';
import type { HttpAnswer, PlainUpstream } from '../../upstream/index.ts';
import type { Message } from '../message.ts';
import type { Notifier, Sent } from '../notifier.ts';
import { bodyOf, sentOf } from './answer.ts';

/**
 * Channels that carry a sentence of ours and a link, and nothing an agent wrote: what they show lies on lock screens and
 * on other people's servers. Nothing comes back by them (T50).
 */

const TIMEOUT_MS = 15_000;
const TELEGRAM = 'https://api.telegram.org';

type Parts = { readonly plain: PlainUpstream; readonly clock: Clock };

/** How loud a phone is, as ntfy counts it: 3 is usual, 5 rings until somebody looks. */
const LOUDER: Readonly<Partial<Record<Message['kind'], 4 | 5>>> = { reminder: 4, escalation: 5, digest: 4 };
const USUAL = 3;

/** Publishes as JSON to the server's root: a header of its own could hold none but Latin letters. */
export function ntfyNotifier(parts: Parts): Notifier<'ntfy'> {
  return {
    async send({ id, settings }, { token }, { message }) {
      const answer = await postJson(parts, {
        owner: id,
        url: settings.server,
        named: true,
        token,
        body: {
          topic: settings.topic,
          title: 'AgentPort',
          message: message.headline,
          click: message.link,
          priority: LOUDER[message.kind] ?? USUAL,
          // the same at every attempt: an app that knows it shows what came twice once
          sequence_id: message.id,
        },
      });
      return keyRefused(answer, [401, 403]) ?? judged(parts, answer);
    },
  };
}

/** Sends by the Bot API. */
export function telegramNotifier(parts: Parts): Notifier<'telegram'> {
  return {
    async send({ id, settings }, { token = '' }, { message }) {
      if (!/^[A-Za-z0-9:_-]{1,100}$/.test(token)) return refused('credentials_refused', null);
      const answer = await postJson(parts, {
        owner: id,
        url: `${settings.api ?? TELEGRAM}/bot${token}/sendMessage`,
        named: settings.api !== undefined,
        token: undefined,
        // no parse_mode: Telegram then takes every character as it stands
        body: {
          chat_id: settings.chat,
          text: `${message.headline}\n${message.link}`,
          link_preview_options: { is_disabled: true },
        },
      });
      // the token is part of the address: an unknown one leads nowhere
      return keyRefused(answer, [401, 404]) ?? telegramSaid(answer) ?? judged(parts, answer);
    },
  };
}

/** Telegram says why in a sentence, and how long to wait in the body: no header does. */
function telegramSaid(answer: HttpAnswer): Sent | null {
  if (answer.kind !== 'answered') return null;
  const { status } = answer;
  const said = bodyOf(answer);
  if (status === 429) {
    const seconds = waitOf(said?.parameters);
    return { kind: 'failed', code: 'rate_limited', status, ...(seconds && { afterMs: seconds * 1_000 }) };
  }
  const description = typeof said?.description === 'string' ? said.description : '';
  const known = TELEGRAM_REFUSALS.find(([words]) => words.test(description));
  return known ? refused(known[1], status) : null;
}

const TELEGRAM_REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/chat not found/i, 'telegram_chat_not_found'],
  [/upgraded to a supergroup/i, 'telegram_chat_moved'],
  [/blocked|kicked|not a member|can't initiate|deactivated/i, 'telegram_shut_out'],
];

function waitOf(parameters: unknown): number | null {
  const seconds = (parameters as { retry_after?: unknown } | undefined)?.retry_after;
  return typeof seconds === 'number' && seconds > 0 ? seconds : null;
}

function keyRefused(answer: HttpAnswer, statuses: readonly number[]): Sent | null {
  if (answer.kind !== 'answered' || !statuses.includes(answer.status)) return null;
  return refused('credentials_refused', answer.status);
}

function refused(code: string, status: number | null): Sent {
  return { kind: 'refused', code, status };
}

function judged({ clock }: Parts, answer: HttpAnswer): Sent {
  const sent = sentOf(answer, clock.now());
  return sent.kind === 'gone' ? refused('peer_refused', sent.status) : sent;
}

function postJson(
  { plain }: Parts,
  post: { owner: string; url: string; named: boolean; token: string | undefined; body: object },
): Promise<HttpAnswer> {
  return plain.post({
    owner: post.owner,
    url: post.url,
    named: post.named,
    headers: [
      ['content-type', 'application/json'],
      ['user-agent', 'AgentPort'],
      ...(post.token === undefined ? [] : [['authorization', `Bearer ${post.token}`] as const]),
    ],
    body: Buffer.from(JSON.stringify(post.body)),
    timeoutMs: TIMEOUT_MS,
  });
}
