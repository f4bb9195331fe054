import type { Clock } from '../../kernel/clock.ts';
import type { PlainUpstream } from '../../upstream/index.ts';
import type { Notifier, Sent } from '../notifier.ts';
import { sentOf } from './answer.ts';

/**
 * Channels that carry a sentence of ours and a link, and nothing an agent wrote: what they show lies on lock screens and
 * on other people's servers. Nothing comes back by them (T50).
 */

const TIMEOUT_MS = 15_000;
const TELEGRAM = 'https://api.telegram.org';

type Parts = { readonly plain: PlainUpstream; readonly clock: Clock };

export function ntfyNotifier(parts: Parts): Notifier<'ntfy'> {
  return {
    send: ({ id, settings }, { token }, { message }) =>
      postJson(parts, {
        owner: id,
        url: settings.server,
        named: true,
        token,
        body: {
          topic: settings.topic,
          title: 'AgentPort',
          message: message.headline,
          click: message.link,
          ...(message.kind === 'escalation' ? { priority: 5 } : {}),
        },
      }),
  };
}

export function telegramNotifier(parts: Parts): Notifier<'telegram'> {
  return {
    async send({ id, settings }, { token = '' }, { message }) {
      if (!/^[A-Za-z0-9:_-]{1,100}$/.test(token))
        return { kind: 'refused', code: 'credentials_refused', status: null };
      return postJson(parts, {
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
    },
  };
}

async function postJson(
  { plain, clock }: Parts,
  post: { owner: string; url: string; named: boolean; token: string | undefined; body: object },
): Promise<Sent> {
  const answer = await plain.post({
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
  const sent = sentOf(answer, clock.now());
  return sent.kind === 'gone' ? { kind: 'refused', code: 'peer_refused', status: sent.status } : sent;
}
