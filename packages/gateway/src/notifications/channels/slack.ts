import type { Clock } from '../../kernel/clock.ts';
import type { HttpAnswer, PlainUpstream } from '../../upstream/index.ts';
import type { Channel, Notifier, Sent } from '../notifier.ts';
import { bodyOf, sentOf } from './answer.ts';
import { slackBlocks, slackText } from './slack-blocks.ts';

const SLACK = 'https://slack.com/api';
const TIMEOUT_MS = 15_000;

type Parts = { readonly plain: PlainUpstream; readonly clock: Clock };

/** Posts into one conversation as a bot, and changes that post when the question needs no answer any more. */
export function slackNotifier(parts: Parts): Notifier<'slack'> {
  return {
    async send(channel, { token = '' }, { message, peerRef }) {
      const text = { text: slackText(message), blocks: slackBlocks(message) };
      const quiet = { unfurl_links: false, unfurl_media: false, parse: 'none', link_names: false };
      // the conversation as Slack named it: a direct message's differs from the person it was sent to
      const [conversation, ts] = peerRef?.split(':') ?? [];
      const known = message.kind === 'ended' && ts !== undefined;
      const answer = await callSlack(parts, channel, token, known ? 'chat.update' : 'chat.postMessage', {
        channel: known ? conversation : channel.settings.channel,
        ...(known ? { ts } : quiet),
        ...text,
        metadata: { event_type: 'agentport_message', event_payload: { id: message.id } },
      });
      return judge(answer, parts.clock.now());
    },
  };
}

/** Says something to the one person who pressed a button. What becomes of it does not matter. */
export async function whisper(
  parts: Parts,
  channel: Channel<'slack'>,
  token: string,
  to: { conversation: string; user: string; text: string },
): Promise<void> {
  const { conversation, user, text } = to;
  await callSlack(parts, channel, token, 'chat.postEphemeral', {
    channel: conversation,
    user,
    text,
    parse: 'none',
  });
}

function callSlack(parts: Parts, channel: Channel<'slack'>, token: string, method: string, body: object) {
  return parts.plain.post({
    owner: channel.id,
    url: `${channel.settings.api ?? SLACK}/${method}`,
    named: channel.settings.api !== undefined,
    headers: [
      ['authorization', `Bearer ${token}`],
      ['content-type', 'application/json; charset=utf-8'],
      ['user-agent', 'AgentPort'],
    ],
    body: Buffer.from(JSON.stringify(body)),
    timeoutMs: TIMEOUT_MS,
  });
}

/** Slack answers 200 and says in the body whether it did it. */
function judge(answer: HttpAnswer, now: number): Sent {
  const sent = sentOf(answer, now);
  if (sent.kind === 'gone') return { kind: 'refused', code: 'peer_refused', status: sent.status };
  if (sent.kind !== 'accepted' || answer.kind !== 'answered') return sent;
  const body = bodyOf(answer);
  if (body?.ok === true) {
    const { channel, ts } = body;
    const named = typeof channel === 'string' && typeof ts === 'string';
    return { ...sent, ...(named ? { peerRef: `${channel}:${ts}` } : {}) };
  }
  const code =
    typeof body?.error === 'string' && /^[a-z_]{1,60}$/.test(body.error) ? body.error : 'bad_answer';
  const kind = PASSING.has(code) ? 'failed' : 'refused';
  return { kind, code: `slack_${code}`, status: sent.status };
}

const PASSING: ReadonlySet<string> = new Set([
  'bad_answer',
  'fatal_error',
  'internal_error',
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'service_unavailable',
]);
