import { z } from 'zod';
import { risk } from './call.ts';
import { time } from './time.ts';

/** How people are told that a request waits: channels, whom they reach, and what became of each message. */

const clock = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/);
const minutes = z.number().int().min(1).max(1_440);

/** One address without a display name: nothing in it can become another header or another recipient. */
const address = z
  .string()
  .max(254)
  .regex(/^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/);

const httpUrl = z
  .string()
  .max(2_000)
  .regex(/^https?:\/\/[^\s@]+$/);

/** Where a channel leads. Whatever opens it is in `channelSecret`. */
export const channelSettings = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('email'),
    host: z
      .string()
      .max(253)
      .regex(/^[A-Za-z0-9.:-]+$/),
    port: z.number().int().min(1).max(65_535),
    /** `tls` from the first byte, `starttls` refuses to go on without it, `none` sends in the clear and without a password */
    security: z.enum(['tls', 'starttls', 'none']),
    user: z.string().max(254).nullable(),
    from: address,
    to: z.array(address).min(1).max(20),
  }),
  z.strictObject({
    kind: z.literal('slack'),
    /** id of the workspace */
    team: z.string().regex(/^[TE][A-Z0-9]{2,20}$/),
    /** id of the conversation */
    channel: z.string().regex(/^[CGD][A-Z0-9]{2,20}$/),
    /** where the Slack API is; Slack itself when absent */
    api: httpUrl.optional(),
  }),
  z.strictObject({ kind: z.literal('webhook'), url: httpUrl }),
  z.strictObject({ kind: z.literal('web_push') }),
  z.strictObject({
    kind: z.literal('ntfy'),
    server: httpUrl,
    topic: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  }),
  z.strictObject({
    kind: z.literal('telegram'),
    chat: z.string().regex(/^-?[0-9]{1,20}$/),
    /** where the Bot API is; Telegram itself when absent */
    api: httpUrl.optional(),
  }),
]);
export type ChannelSettings = z.infer<typeof channelSettings>;

/** What opens a channel: sealed when it comes in, never given out again. */
export const channelSecret = z.strictObject({
  /** of the mail server */
  password: z.string().max(1_000).optional(),
  /** of Slack or Telegram; for ntfy an access token */
  token: z.string().max(1_000).optional(),
  /** of Slack: what its requests to us are signed with */
  signing_secret: z.string().max(200).optional(),
});
export type ChannelSecret = z.infer<typeof channelSecret>;

/** Which requests a channel is told about. An empty list of risks means all of them; null means every one. */
export const channelRoute = z.strictObject({
  risks: z.array(risk).max(5),
  agents: z.array(z.string().max(60)).max(200).nullable(),
  connections: z.array(z.string().max(60)).max(200).nullable(),
  /** id of a team: only what belongs to it */
  team: z.string().max(60).nullable(),
  /** `asked` at once, `escalated` only when nobody has answered for a while */
  when: z.enum(['asked', 'escalated']),
});
export type ChannelRoute = z.infer<typeof channelRoute>;

/** `minimal`: that a request waits, and a link · `title`: what it is about · `full`: every value that would be sent */
export const channelDetail = z.enum(['minimal', 'title', 'full']);
export type ChannelDetail = z.infer<typeof channelDetail>;

export const channelCreate = z.object({
  name: z.string().min(1).max(60),
  settings: channelSettings,
  secret: channelSecret.optional(),
  route: channelRoute,
  detail: channelDetail,
});

export const channelChange = z.object({
  name: z.string().min(1).max(60),
  settings: channelSettings,
  /** left as it is when absent; must be given again when the channel leads somewhere else */
  secret: channelSecret.optional(),
  route: channelRoute,
  detail: channelDetail,
  enabled: z.boolean(),
});

export const delivery = z.object({
  /** the message's id: the same at every attempt */
  id: z.string(),
  channel: z.string(),
  channel_name: z.string().nullable(),
  kind: z.enum(['asked', 'reminder', 'escalation', 'ended', 'digest', 'test', 'account']),
  approval: z.string().nullable(),
  state: z.enum(['waiting', 'sending', 'sent', 'dropped', 'dead']),
  attempts: z.number(),
  /** why it was not delivered, or dropped; a code */
  code: z.string().nullable(),
  /** what the peer answered */
  status: z.number().nullable(),
  created_at: time,
  next_at: time.nullable(),
  sent_at: time.nullable(),
});
export type DeliveryWire = z.infer<typeof delivery>;

export const channel = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  settings: channelSettings,
  route: channelRoute,
  detail: channelDetail,
  has_secret: z.boolean(),
  last_delivery: delivery.nullable(),
  created_at: time,
});
export type ChannelWire = z.infer<typeof channel>;

/** With what is shown this one time: the secret that a webhook's receiver checks signatures with. */
export const channelMade = z.object({ channel, signing_secret: z.string().nullable() });

export const notificationSettings = z.strictObject({
  /** no messages between these times of day; null: always */
  quiet: z
    .strictObject({ from: clock, to: clock, time_zone: z.string().max(60), except_high: z.boolean() })
    .nullable(),
  /** minutes after which a request that nobody answered is told again; null: never */
  remind_after: minutes.nullable(),
  /** minutes after which channels for escalation are told; null: never */
  escalate_after: minutes.nullable(),
});
export type NotificationSettings = z.infer<typeof notificationSettings>;

export const notifications = z.object({
  settings: notificationSettings,
  channels: z.array(channel),
  slack_people: z.array(
    z.object({ team: z.string(), user: z.string(), operator: z.string(), operator_name: z.string() }),
  ),
  /** set in agentport.yaml, ms */
  approve_within_ms: z.number(),
  execute_within_ms: z.number(),
});
export type NotificationsWire = z.infer<typeof notifications>;

/** What concerns whoever asks. */
export const ownNotifications = z.object({
  /** for a browser that wants to be told: the key it subscribes with; null without a channel for browsers */
  push_key: z.string().nullable(),
  browsers: z.array(z.object({ id: z.string(), label: z.string(), created_at: time })),
});
export type OwnNotifications = z.infer<typeof ownNotifications>;

export const pushSubscribe = z.object({
  endpoint: z
    .string()
    .max(2_000)
    .regex(/^https:\/\/[^\s@]+$/),
  /** base64url, as the browser gives them */
  p256dh: z.string().regex(/^[A-Za-z0-9_-]{87}=?$/),
  auth: z.string().regex(/^[A-Za-z0-9_-]{22}(==)?$/),
});

export const slackPerson = z.object({
  team: z.string().regex(/^[TE][A-Z0-9]{2,20}$/),
  user: z.string().regex(/^[UW][A-Z0-9]{2,20}$/),
  operator: z.string().max(60),
});
