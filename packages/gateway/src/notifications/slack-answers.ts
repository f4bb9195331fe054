import { createHash } from 'node:crypto';
import { Fault } from '../kernel/fault.ts';
import { isUniqueViolation } from '../storage/index.ts';
import { keysOf } from './attempt.ts';
import { readChannels } from './channel-store.ts';
import { whisper } from './channels/slack.ts';
import { mayDecideBySlack } from './channels/slack-blocks.ts';
import { aboutApproval } from './message.ts';
import type { Channel, ChannelKeys } from './notifier.ts';
import { originalOf } from './outbox-store.ts';
import type { NotificationParts } from './parts.ts';
import { readClick, type SlackClick } from './slack-click.ts';
import type { SlackPeople } from './slack-people.ts';
import { isSignedBySlack, type SignedRequest } from './slack-signature.ts';

/** Longer than a signature is good for. */
const REMEMBERED_MS = 900_000;

type Found = { readonly channel: Channel<'slack'>; readonly keys: ChannelKeys };

export interface SlackAnswers {
  /**
   * Takes what Slack sends when somebody presses a button (T49). Answers at once; what cannot be done is said to that
   * person alone, in Slack.
   * @throws {Fault} `unauthenticated` when Slack did not sign it, did so too long ago, or it came before
   */
  take(request: SignedRequest): Promise<void>;
  /** Waits for what is still being said. */
  settled(): Promise<void>;
}

/** People answer in Slack by the same way as in the console: as the operator they are, and without a second factor. */
export function createSlackAnswers(parts: NotificationParts, people: SlackPeople): SlackAnswers {
  const saying = new Set<Promise<void>>();

  const say = (found: Found, click: SlackClick, text: string) => {
    const { conversation, user } = click;
    const said = whisper(parts, found.channel, found.keys.token ?? '', { conversation, user, text }).finally(
      () => saying.delete(said),
    );
    saying.add(said);
  };

  return {
    async take(request) {
      const signers = await signersOf(parts, request);
      const [first] = signers;
      if (first === undefined || !(await isFirst(parts, request))) {
        throw new Fault('unauthenticated', 'Slack did not sign this, or it came before.');
      }
      const click = readClick(request.body);
      if (click === null) return;
      const refusal = await decide(parts, people, signers, click).catch(publicSentence);
      if (refusal !== null) say(first, click, refusal);
    },
    async settled() {
      await Promise.allSettled(saying);
    },
  };
}

/** @returns what the person should read when nothing was recorded */
async function decide(
  parts: NotificationParts,
  people: SlackPeople,
  signers: readonly Found[],
  click: SlackClick,
): Promise<string | null> {
  const { team, user, approvalId, answer } = click;
  const posted = await messageOf(parts, signers, click);
  if (posted === null) return 'This is not the message of that request.';
  const operatorId = await people.deciderOf(team, user);
  if (operatorId === null) {
    return 'Nobody here has said who you are, or you may not answer requests. Open it in AgentPort.';
  }
  const view = await parts.approvals.read(parts.org, approvalId);
  if (view === null) return 'There is no such request any more.';
  const message = aboutApproval(posted.delivery, view, posted.channel.detail, parts.publicUrl());
  if (answer === 'approve' && view.state === 'pending' && !mayDecideBySlack(message)) {
    return 'This must be looked at in AgentPort before anybody approves it. Open it there.';
  }
  await parts.approvals.decide({
    org: parts.org,
    id: approvalId,
    answer,
    by: { operatorId, signInId: `slack:${team}:${user}`, address: null, secondFactor: 'none' },
    actionSha256: click.actionSha256,
    displaySha256: click.displaySha256,
    reason: null,
  });
  return null;
}

/** The message that we posted, which a button counts in and nowhere else: it is what showed every value. */
async function messageOf(parts: NotificationParts, signers: readonly Found[], click: SlackClick) {
  for (const { channel } of signers) {
    if (click.team !== channel.settings.team) continue;
    const about = { approvalId: click.approvalId, channelId: channel.id, target: '' };
    const delivery = await originalOf(parts.db.read, parts.org, about);
    if (delivery?.peer_ref === `${click.conversation}:${click.ts}`) return { delivery, channel };
  }
  return null;
}

function publicSentence(error: unknown): string {
  if (error instanceof Fault) return error.message;
  throw error;
}

/** The channels whose app signed the request. Every secret is tried, so that time does not tell which one is near. */
async function signersOf(parts: NotificationParts, request: SignedRequest): Promise<Found[]> {
  const signers: Found[] = [];
  for (const channel of await readChannels(parts.db.read, parts.org)) {
    const { settings } = channel;
    if (settings.kind !== 'slack' || !channel.enabled) continue;
    const keys = keysOf(parts, channel);
    const { signing_secret: secret } = keys;
    const signed = secret !== undefined && isSignedBySlack(request, secret, parts.clock.now());
    if (signed) signers.push({ channel: { ...channel, settings }, keys });
  }
  return signers;
}

/** False for a signature that was taken before: it is good for minutes, and for one answer. */
async function isFirst(parts: NotificationParts, { signature = '' }: SignedRequest): Promise<boolean> {
  const sha256 = createHash('sha256').update(signature).digest('hex');
  try {
    await parts.db.unit(async (tx) => {
      const expires_at = parts.clock.now() + REMEMBERED_MS;
      await tx.insertInto('slack_requests').values({ org: parts.org, sha256, expires_at }).execute();
    });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
