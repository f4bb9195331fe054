import type { ChannelSettings, ChannelWire, DeliveryWire } from '@agentport/contract';
import type { Tone } from '../../parts/tone.ts';
import { count } from '../../words/count.ts';
import { riskOf } from '../../words/states.ts';

export type ChannelKind = ChannelSettings['kind'];

export const KINDS: readonly { kind: ChannelKind; name: string; about: string }[] = [
  { kind: 'email', name: 'E-mail', about: 'By your own mail server' },
  { kind: 'slack', name: 'Slack', about: 'Low and medium risk can be answered there' },
  { kind: 'web_push', name: 'Browsers', about: 'On the devices of whoever turns it on' },
  { kind: 'webhook', name: 'Webhook', about: 'Signed JSON to a program of yours' },
  { kind: 'ntfy', name: 'ntfy', about: 'A sentence and a link' },
  { kind: 'telegram', name: 'Telegram', about: 'A sentence and a link' },
];

export function kindName(kind: ChannelKind): string {
  return KINDS.find((known) => known.kind === kind)?.name ?? kind;
}

/** Where a channel leads, in a few words. */
export function whereTo({ settings }: Pick<ChannelWire, 'settings'>): string {
  switch (settings.kind) {
    case 'email':
      return settings.to.join(', ');
    case 'slack':
      return `${settings.channel} in ${settings.team}`;
    case 'webhook':
      return settings.url;
    case 'web_push':
      return 'Browsers of people who may answer';
    case 'ntfy':
      return `${settings.topic} at ${settings.server}`;
    case 'telegram':
      return `Chat ${settings.chat}`;
  }
}

type ChannelRisk = ChannelWire['route']['risks'][number];

/** The kinds of risk in the words of the other pages, the least first. */
export const RISKS: readonly { value: ChannelRisk; words: string }[] = (
  ['read', 'write', 'financial', 'admin', 'destructive'] as const
).map((value) => {
  const { level, kind } = riskOf(value);
  return { value, words: `${capital(level)} risk: ${kind.charAt(0).toLowerCase()}${kind.slice(1)}` };
});

/** What it is told, in one sentence. */
export function toldOf({ route }: Pick<ChannelWire, 'route'>): string {
  const { risks, agents, connections, team, when } = route;
  const of = [
    agents === null ? null : `of ${count(agents.length, 'agent')}`,
    connections === null ? null : `for ${connections.join(', ')}`,
    team === null ? null : 'of one team',
    when === 'escalated' ? 'when nobody answers' : null,
  ].filter((part) => part !== null);
  return `${[risksOf(risks), ...of].join(', ')}.`;
}

/** By level where it is told of all of a level, otherwise by kind. */
function risksOf(risks: readonly ChannelRisk[]): string {
  if (risks.length === 0) return 'Every request';
  const told = RISKS.filter(({ value }) => risks.includes(value)).map(({ value }) => value);
  const levels = new Set(told.map((risk) => riskOf(risk).level));
  const whole = RISKS.every(({ value }) => told.includes(value) === levels.has(riskOf(value).level));
  return `${capital((whole ? [...levels] : told).join(' and '))} risk`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const KIND_WORDS: Record<DeliveryWire['kind'], string> = {
  asked: 'Request',
  reminder: 'Reminder',
  escalation: 'Escalation',
  ended: 'Answered',
  digest: 'Many requests',
  account: 'Change of an account',
  test: 'Test',
};

export function deliveryName({ kind }: DeliveryWire): string {
  return KIND_WORDS[kind];
}

export function deliveryMark({ state }: DeliveryWire): {
  word: string;
  tone: Tone;
  icon: 'allow' | 'deny' | 'ask' | 'unknown';
} {
  switch (state) {
    case 'sent':
      return { word: 'Arrived', tone: 'allow', icon: 'allow' };
    case 'dead':
      return { word: 'Given up', tone: 'deny', icon: 'deny' };
    case 'dropped':
      return { word: 'Not needed', tone: 'plain', icon: 'unknown' };
    case 'waiting':
    case 'sending':
      return { word: 'Waiting', tone: 'ask', icon: 'ask' };
  }
}

const CODES: Readonly<Record<string, string>> = {
  already_decided: 'Somebody had answered before.',
  bad_answer: 'The answer could not be read.',
  channel_off: 'The channel is off.',
  channel_removed: 'The channel was removed.',
  connect_failed: 'Nobody answers at this address.',
  credentials_refused: 'The password or token was refused.',
  destination_refused: 'This address is not allowed.',
  name_not_found: 'No such name.',
  never_sent: 'Nobody had been told.',
  password_in_the_clear: 'A password is not sent without TLS.',
  peer_failed: 'The other side has a fault.',
  peer_refused: 'The other side refused it.',
  rate_limited: 'The other side wants fewer messages.',
  receiver_gone: 'This browser is not told any more.',
  redirected: 'The address leads elsewhere; that is not followed.',
  request_gone: 'The request was erased.',
  reset: 'The connection broke.',
  slack_channel_not_found: 'Slack knows no such conversation.',
  slack_invalid_auth: 'Slack refuses the token.',
  slack_not_in_channel: 'The bot must be invited into the conversation.',
  telegram_chat_moved: 'The group has a new number. Write that one.',
  telegram_chat_not_found: 'Telegram knows no such chat. Write to the bot first.',
  telegram_shut_out: 'The bot was blocked or is not in the chat.',
  timeout: 'No answer in time.',
  tls_failed: 'The certificate is not good.',
};

/** Why, in a sentence; the code itself where there is none. */
export function deliveryReason({ code, status, state }: DeliveryWire): string | null {
  if (code === null || state === 'sent') return null;
  const said = CODES[code] ?? `${code.replaceAll('_', ' ')}.`;
  return status === null ? said : `${said} (${status})`;
}
