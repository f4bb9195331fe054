import type { NotificationSettings } from '@agentport/contract';
import type { Kysely } from 'kysely';
import { lock, type Tx } from '../storage/index.ts';
import type { DeliveryKind, DeliveryTable, NoticeTable } from '../storage/schema/notifications.ts';
import type { Schema } from '../storage/schema.ts';
import { readChannel, readChannels } from './channel-store.ts';
import type { Channel } from './notifier.ts';
import { insertDelivery, openNotices, takeNotice } from './outbox-store.ts';
import type { NotificationParts } from './parts.ts';
import { quietUntil } from './quiet-hours.ts';
import { concerns, isHighRisk, type Routed } from './routing.ts';
import { readSettings } from './settings.ts';
import { listenersOf } from './subscriptions.ts';
import { toPerson } from './to-person.ts';

/** So many questions of one agent within the window are told as one. */
const FLOOD_COUNT = 5;
const FLOOD_WINDOW_MS = 120_000;
/** While it goes on, one more message after this. */
const FLOOD_AGAIN_MS = 600_000;
const MINUTE_MS = 60_000;

export type Written = Pick<DeliveryTable, 'channel_id' | 'kind' | 'target' | 'next_at'>;

/** Writes the deliveries of every notice that has none yet. Each notice falls to one gateway. @returns how many notices */
export async function fanOut(parts: NotificationParts): Promise<number> {
  const open = await openNotices(parts.db.read, parts.org);
  if (open.length === 0) return 0;
  const settings = await readSettings(parts.db.read, parts.org);
  const channels = await readChannels(parts.db.read, parts.org);
  for (const notice of open) await fanOutOne(parts, notice, channels, settings);
  return open.length;
}

async function fanOutOne(
  parts: NotificationParts,
  notice: NoticeTable,
  channels: readonly Channel[],
  settings: NotificationSettings,
): Promise<void> {
  const about = channels.length > 0 && notice.approval_id ? await routedOf(parts, notice.approval_id) : null;
  const ids = await parts.db.unit(async (tx) => {
    // two gateways at one agent's questions count them one after the other
    if (notice.agent_id !== null) await lock(tx, 'agent', parts.org, notice.agent_id);
    if (!(await takeNotice(tx, notice.id))) return [];
    const written = await deliveriesOf(parts, tx, notice, { about, channels, settings });
    const made: string[] = [];
    for (const one of written) made.push(await writeDelivery(parts, tx, notice, one));
    return made;
  });
  await parts.atStep?.('fanned_out', ids[0] ?? '');
}

interface Around {
  readonly about: Routed | null;
  readonly channels: readonly Channel[];
  readonly settings: NotificationSettings;
}

async function deliveriesOf(
  parts: NotificationParts,
  tx: Tx,
  notice: NoticeTable,
  { about, channels, settings }: Around,
): Promise<Written[]> {
  if (notice.kind === 'test') return testDelivery(parts, tx, notice);
  if (notice.kind === 'account') return toPerson(tx, notice, channels);
  if (notice.kind === 'ended') return updates(parts, tx, notice);
  if (about === null) return [];
  const flood = await floodOf(tx, notice);
  if (flood === 'told') return [];
  const told = channels.filter((channel) => channel.enabled && concerns(channel.route, about));
  const at = (after: number) => quietTime(settings, about, notice.created_at + after);
  const written: Written[] = [];
  for (const channel of told) {
    const targets = await targetsOf(parts, tx, channel, about.people);
    for (const { kind, after } of kindsOf(channel, flood === 'new', settings)) {
      for (const target of targets)
        written.push({ channel_id: channel.id, kind, target, next_at: at(after) });
    }
  }
  return written;
}

/** What a channel hears about one question, and when: all of it is written at once, and left out when it was answered. */
function kindsOf(
  channel: Channel,
  flood: boolean,
  settings: NotificationSettings,
): { kind: DeliveryKind; after: number }[] {
  const { remind_after, escalate_after } = settings;
  if (channel.route.when === 'escalated') {
    return escalate_after === null ? [] : [{ kind: 'escalation', after: escalate_after * MINUTE_MS }];
  }
  if (flood) return [{ kind: 'digest', after: 0 }];
  const reminder =
    remind_after === null ? [] : [{ kind: 'reminder' as const, after: remind_after * MINUTE_MS }];
  return [{ kind: 'asked', after: 0 }, ...reminder];
}

function quietTime({ quiet }: NotificationSettings, about: Routed, at: number): number {
  if (quiet === null || (quiet.except_high && isHighRisk(about.risk))) return at;
  return quietUntil(quiet, at);
}

/** T26 an agent that floods is one message: `new` for the question that makes it a flood, `told` for those after it. */
async function floodOf(tx: Tx, notice: NoticeTable): Promise<'none' | 'new' | 'told'> {
  const recent = await tx
    .selectFrom('notices')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org', '=', notice.org)
    .where('agent_id', '=', notice.agent_id)
    .where('kind', '=', 'asked')
    .where('created_at', '>', notice.created_at - FLOOD_WINDOW_MS)
    .where('id', '<=', notice.id)
    .executeTakeFirstOrThrow();
  if (Number(recent.count) < FLOOD_COUNT) return 'none';
  const digest = await tx
    .selectFrom('deliveries')
    .select('id')
    .where('org', '=', notice.org)
    .where('agent_id', '=', notice.agent_id)
    .where('kind', '=', 'digest')
    .where('created_at', '>', notice.created_at - FLOOD_AGAIN_MS)
    .executeTakeFirst();
  return digest ? 'told' : 'new';
}

async function testDelivery(parts: NotificationParts, tx: Tx, notice: NoticeTable): Promise<Written[]> {
  const channel = await readChannel(tx, parts.org, notice.channel_id ?? '');
  if (channel === null) return [];
  const targets = await targetsOf(parts, tx, channel, []);
  return targets.map((target) => ({
    channel_id: channel.id,
    kind: 'test',
    target,
    next_at: notice.created_at,
  }));
}

/** Channels that can change what they said, or should say that it is over, do so for every message that went out. */
async function updates(parts: NotificationParts, tx: Tx, notice: NoticeTable): Promise<Written[]> {
  const told = await tx
    .selectFrom('deliveries')
    .innerJoin('channels', 'channels.id', 'deliveries.channel_id')
    .select(['deliveries.channel_id', 'deliveries.target', 'channels.settings'])
    .where('deliveries.org', '=', parts.org)
    .where('deliveries.approval_id', '=', notice.approval_id)
    .where('deliveries.kind', '=', 'asked')
    .where('deliveries.state', 'in', ['sending', 'sent'])
    .execute();
  return told
    .filter(({ settings }) => UPDATED.has((JSON.parse(settings) as { kind: string }).kind))
    .map(({ channel_id, target }) => ({ channel_id, kind: 'ended', target, next_at: notice.created_at }));
}

const UPDATED: ReadonlySet<string> = new Set(['slack', 'webhook', 'web_push']);

async function targetsOf(
  parts: NotificationParts,
  tx: Tx,
  channel: Channel,
  people: readonly string[],
): Promise<readonly string[]> {
  if (channel.settings.kind === 'email') return channel.settings.to;
  if (channel.settings.kind === 'web_push') return listenersOf(tx, parts.org, people);
  return [''];
}

async function writeDelivery(
  parts: NotificationParts,
  tx: Tx,
  notice: NoticeTable,
  written: Written,
): Promise<string> {
  const id = parts.newId('ntf');
  await insertDelivery(tx, {
    ...written,
    id,
    org: parts.org,
    notice_id: notice.id,
    approval_id: notice.approval_id,
    agent_id: notice.agent_id,
    state: 'waiting',
    attempts: 0,
    lease_holder: null,
    lease_until: 0,
    code: null,
    status: null,
    peer_ref: null,
    created_at: notice.created_at,
    sent_at: null,
  });
  return id;
}

async function routedOf(parts: NotificationParts, approvalId: string): Promise<Routed | null> {
  const row = await selectRouted(parts.db.read, parts.org, approvalId);
  if (!row) return null;
  const { connection, risk, agent_id: agentId } = row;
  const agent = row.agent ?? '';
  const teams = (await parts.teams.list())
    .filter((team) => team.agents.includes(agent) || team.connections.includes(connection))
    .map(({ id }) => id);
  const people = await parts.teams.routed({ agent, connection });
  return { risk, agentId, connectionName: connection, teams, people };
}

function selectRouted(db: Kysely<Schema>, org: string, approvalId: string) {
  return db
    .selectFrom('approvals')
    .innerJoin('calls', 'calls.id', 'approvals.call_id')
    .innerJoin('connections', 'connections.id', 'calls.connection_id')
    .leftJoin('agents', 'agents.id', 'calls.agent_id')
    .select(['calls.risk', 'calls.agent_id', 'connections.name as connection', 'agents.name as agent'])
    .where('approvals.org', '=', org)
    .where('approvals.id', '=', approvalId)
    .executeTakeFirst();
}
