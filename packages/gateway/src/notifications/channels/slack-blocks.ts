import type { Message } from '../message.ts';
import { isHighRisk } from '../routing.ts';

export const APPROVE = 'agentport_approve';
export const DENY = 'agentport_deny';

/** Slack's ceilings: text of a section, blocks of a message. */
const TEXT_MAX = 2_900;
const BLOCKS_MAX = 45;

type Block = Readonly<Record<string, unknown>>;

/**
 * Whether a message may carry "Approve": low and medium risk, no second factor asked for, and every value in sight. A
 * denial may always be given where the request can be seen at all.
 */
export function mayDecideBySlack(message: Message): boolean {
  const { approval } = message;
  if (approval === null || approval.state !== 'pending' || approval.stepUp || isHighRisk(approval.risk))
    return false;
  const { subject } = approval;
  if (subject === null || subject.values === null) return false;
  return (
    subject.values.length + 8 <= BLOCKS_MAX &&
    subject.title.length <= TEXT_MAX &&
    subject.target.length <= TEXT_MAX
  );
}

/** The line that shows in lists and on phones, before the message is opened. In Slack's own marks, so escaped. */
export function slackText(message: Message): string {
  const answer = message.approval?.answer ?? null;
  return escapeMrkdwn(message.kind === 'ended' && answer !== null ? `${answer}.` : message.headline);
}

/** Everything an agent wrote stands in `plain_text`, which Slack does not read for mentions, links or marks (T24). */
export function slackBlocks(message: Message): Block[] {
  const { approval, flood } = message;
  const blocks: Block[] = [section(message.headline)];
  if (flood) blocks.push(section(`${flood.agent} has ${flood.count} requests waiting.`));
  const subject = approval?.subject ?? null;
  if (approval && subject) {
    blocks.push(section(subject.title));
    blocks.push(context(`${subject.agent} asks, through ${subject.connection}. Risk: ${approval.risk}.`));
    if (message.kind !== 'ended' && subject.values) {
      blocks.push(section(subject.target));
      for (const { name, value } of subject.values.slice(0, BLOCKS_MAX - 8))
        blocks.push(section(`${name}: ${value}`));
    } else if (message.kind !== 'ended') {
      blocks.push(context('Open it to see every value that would be sent.'));
    }
  }
  if (approval && approval.answer !== null) blocks.push(section(`${approval.answer}.`));
  if (message.kind === 'ended') return blocks;
  return [...blocks, buttons(message)];
}

function buttons(message: Message): Block {
  const { approval } = message;
  const open = { type: 'button', action_id: 'agentport_open', text: plain('Open'), url: message.link };
  if (message.kind !== 'asked' || approval?.subject == null) return { type: 'actions', elements: [open] };
  const value = `${approval.id} ${approval.actionSha256} ${approval.displaySha256}`;
  const deny = { type: 'button', action_id: DENY, text: plain('Deny'), value };
  const approve = { type: 'button', action_id: APPROVE, text: plain('Approve'), value };
  return { type: 'actions', elements: mayDecideBySlack(message) ? [deny, approve, open] : [deny, open] };
}

function section(text: string): Block {
  return { type: 'section', text: plain(text) };
}

function context(text: string): Block {
  return { type: 'context', elements: [plain(text)] };
}

function plain(text: string): Block {
  return { type: 'plain_text', text: text.slice(0, TEXT_MAX) || ' ', emoji: false };
}

/** Slack's three control characters; with them gone no mention, link or date can begin. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
