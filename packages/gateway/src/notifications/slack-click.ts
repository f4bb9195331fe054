import { type JsonValue, parseStrict } from '@agentport/engine';
import { z } from 'zod';
import { APPROVE, DENY } from './channels/slack-blocks.ts';

/** A press of one of our buttons, as Slack tells of it. */
export interface SlackClick {
  readonly team: string;
  readonly user: string;
  /** conversation and time of the message that the button stands in */
  readonly conversation: string;
  readonly ts: string;
  readonly answer: 'approve' | 'deny';
  readonly approvalId: string;
  readonly actionSha256: string;
  readonly displaySha256: string;
}

const VALUE = /^(apr_[0-9a-z]{1,40}) ([0-9a-f]{64}) ([0-9a-f]{64})$/;

const click = z.object({
  type: z.literal('block_actions'),
  team: z.object({ id: z.string().max(30) }),
  user: z.object({ id: z.string().max(30) }),
  channel: z.object({ id: z.string().max(30) }),
  message: z.object({ ts: z.string().regex(/^[0-9]{1,12}\.[0-9]{1,8}$/) }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).length(1),
});

/** Reads the body of an interaction: a form with exactly one `payload`. Null for anything but a press of our buttons. */
export function readClick(body: Buffer): SlackClick | null {
  const read = click.safeParse(payloadOf(body));
  if (!read.success) return null;
  const { team, user, channel, message, actions } = read.data;
  const [pressed] = actions;
  const [, approvalId, actionSha256, displaySha256] = VALUE.exec(pressed?.value ?? '') ?? [];
  const answer = pressed?.action_id === APPROVE ? 'approve' : pressed?.action_id === DENY ? 'deny' : null;
  if (answer === null || !approvalId || !actionSha256 || !displaySha256) return null;
  const where = { team: team.id, user: user.id, conversation: channel.id, ts: message.ts };
  return { ...where, answer, approvalId, actionSha256, displaySha256 };
}

function payloadOf(body: Buffer): JsonValue {
  const fields = new URLSearchParams(body.toString('utf8'));
  const payloads = fields.getAll('payload');
  if (payloads.length !== 1 || payloads[0] === undefined) return null;
  try {
    return parseStrict(Buffer.from(payloads[0]));
  } catch {
    return null;
  }
}
