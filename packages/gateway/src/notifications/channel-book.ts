import type { ChannelDetail, ChannelRoute, ChannelSecret, ChannelSettings } from '@agentport/contract';
import { Fault } from '../kernel/fault.ts';
import { isUniqueViolation, STORED_CONTEXTS, type Tx } from '../storage/index.ts';
import { keysOf } from './attempt.ts';
import { countChannels, deleteChannel, insertChannel, readChannel, updateChannel } from './channel-store.ts';
import { newPrivateKey } from './channels/encrypt-push.ts';
import type { Channel, ChannelKeys } from './notifier.ts';
import type { NotificationParts } from './parts.ts';

export interface ChannelInput {
  readonly name: string;
  readonly settings: ChannelSettings;
  readonly secret?: ChannelSecret | undefined;
  readonly route: ChannelRoute;
  readonly detail: ChannelDetail;
}

/** How long receivers may take to change to a new key, ms. */
const BOTH_KEYS_MS = 24 * 3_600_000;

/** Every notice goes to each of them, and each is shown. */
const CHANNELS_MAX = 100;

/** What people do with channels. Every change is an entry, and none holds a secret. */
export function createChannelBook(parts: NotificationParts) {
  const { org, db } = parts;
  const seal = (id: string, keys: ChannelKeys) =>
    Object.keys(keys).length === 0
      ? null
      : parts.vault.sealState(STORED_CONTEXTS.channel(id), Buffer.from(JSON.stringify(keys)));
  const record = (
    tx: Tx,
    kind: 'channel.created' | 'channel.changed' | 'channel.removed',
    actor: string,
    id: string,
    details: Record<string, string | boolean>,
  ) => parts.audit.append(tx, { kind, actor, org, details: { channel: id, ...details } });
  const known = async (id: string): Promise<Channel> => {
    const channel = await readChannel(db.read, org, id);
    if (channel === null) throw new Fault('not_found', 'There is no such channel.');
    return channel;
  };
  const unit = <T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
    db.unit(work).catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
      throw new Fault('name_taken', `There is a channel named "${name}" already. Choose another name.`);
    });

  return {
    /** @returns the new channel, and for a webhook the key its receiver needs, this one time */
    async create(input: ChannelInput, actor: string): Promise<{ id: string; signingSecret: string | null }> {
      const id = parts.newId('chn');
      const made = ownKeys(parts, input.settings);
      const keys = { ...requireKeys(input.settings, input.secret ?? {}), ...made };
      await unit(input.name, async (tx) => {
        if ((await countChannels(tx, org)) >= CHANNELS_MAX) throw tooMany();
        await insertChannel(tx, {
          ...rowOf(input),
          id,
          org,
          enabled: 1,
          secret_sealed: seal(id, keys),
          created_at: parts.clock.now(),
          created_by: actor,
        });
        await record(tx, 'channel.created', actor, id, { name: input.name, ...whereTo(input.settings) });
      });
      return { id, signingSecret: made.webhook === undefined ? null : `whsec_${made.webhook}` };
    },

    async change(id: string, input: ChannelInput & { enabled: boolean }, actor: string): Promise<void> {
      const before = await known(id);
      const keys = keysAfter(before, keysOf(parts, before), input);
      await unit(input.name, async (tx) => {
        const set = { ...rowOf(input), enabled: input.enabled ? 1 : 0, secret_sealed: seal(id, keys) };
        await updateChannel(tx, { org, id }, set);
        const details = { name: input.name, enabled: input.enabled, ...whereTo(input.settings) };
        await record(tx, 'channel.changed', actor, id, {
          ...details,
          secret_changed: input.secret !== undefined,
        });
      });
    },

    /** A new key for a webhook; for a day messages carry signatures by both. */
    async rotate(id: string, actor: string): Promise<{ signingSecret: string }> {
      const channel = await known(id);
      if (channel.settings.kind !== 'webhook') {
        throw new Fault(
          'invalid_request',
          'Only a webhook has a key of ours. Give the new secret of this channel instead.',
        );
      }
      const { webhook: key } = keysOf(parts, channel);
      const webhook = newWebhookKey(parts);
      const before =
        key === undefined ? {} : { webhook_before: { key, until: parts.clock.now() + BOTH_KEYS_MS } };
      await db.unit(async (tx) => {
        await updateChannel(tx, { org, id }, { secret_sealed: seal(id, { webhook, ...before }) });
        await record(tx, 'channel.changed', actor, id, { name: channel.name, secret_changed: true });
      });
      return { signingSecret: `whsec_${webhook}` };
    },

    async remove(id: string, actor: string): Promise<void> {
      const channel = await known(id);
      await db.unit(async (tx) => {
        await deleteChannel(tx, { org, id });
        await record(tx, 'channel.removed', actor, id, { name: channel.name });
      });
    },
  };
}

function rowOf({ name, settings, route, detail }: ChannelInput) {
  return { name, settings: JSON.stringify(settings), route: JSON.stringify(route), detail };
}

/** Keys that we make ourselves. */
function ownKeys(parts: NotificationParts, { kind }: ChannelSettings): ChannelKeys {
  if (kind === 'webhook') return { webhook: newWebhookKey(parts) };
  if (kind === 'web_push') return { vapid: newPrivateKey(parts.random).toString('base64url') };
  return {};
}

function newWebhookKey(parts: NotificationParts): string {
  return parts.random.bytes(32).toString('base64');
}

/** A secret is tied to where it was given for: who leads a channel elsewhere must know it. */
function keysAfter(before: Channel, keys: ChannelKeys, input: ChannelInput): ChannelKeys {
  if (input.settings.kind !== before.settings.kind) {
    throw new Fault('invalid_request', 'A channel keeps its kind. Make a new one and remove this one.');
  }
  if (input.secret !== undefined) return { ...keys, ...requireKeys(input.settings, input.secret) };
  const moved = leadsTo(input.settings) !== leadsTo(before.settings);
  if (!moved) return keys;
  const { password: _, token: __, signing_secret: ___, ...own } = keys;
  return { ...own, ...requireKeys(input.settings, {}) };
}

/** @throws {Fault} invalid_request when a channel could not send without what is missing */
function requireKeys(settings: ChannelSettings, secret: ChannelSecret): ChannelSecret {
  const { password, token, signing_secret } = secret;
  switch (settings.kind) {
    case 'email':
      if (settings.user !== null && !password) throw missing('the password of the mail server');
      return password ? { password } : {};
    case 'slack':
      if (!token || !signing_secret) throw missing('the bot token and the signing secret of the Slack app');
      return { token, signing_secret };
    case 'telegram':
      if (!token) throw missing('the token of the bot');
      return { token };
    case 'ntfy':
      return token ? { token } : {};
    case 'webhook':
    case 'web_push':
      return {};
  }
}

function missing(what: string): Fault {
  return new Fault('invalid_request', `Give ${what}, too. It is kept only for the address it was given for.`);
}

function leadsTo(settings: ChannelSettings): string {
  switch (settings.kind) {
    case 'email':
      return JSON.stringify([settings.host, settings.port, settings.security, settings.user]);
    case 'slack':
      return JSON.stringify([settings.api, settings.team]);
    case 'telegram':
      return JSON.stringify([settings.api]);
    case 'ntfy':
      return settings.server;
    case 'webhook':
      return new URL(settings.url).origin;
    case 'web_push':
      return '';
  }
}

/** For the log: where messages go from now on. A webhook's path may be a secret of its receiver. */
function whereTo(settings: ChannelSettings): { type: string; to: string } {
  const type = settings.kind;
  switch (settings.kind) {
    case 'email':
      return { type, to: `${settings.host}:${settings.port}` };
    case 'slack':
      return { type, to: `${settings.team}/${settings.channel}` };
    case 'telegram':
      return { type, to: settings.chat };
    case 'ntfy':
      return { type, to: new URL(settings.server).origin };
    case 'webhook':
      return { type, to: new URL(settings.url).origin };
    case 'web_push':
      return { type, to: 'browsers' };
  }
}

function tooMany(): Fault {
  return new Fault(
    'invalid_request',
    `There are ${CHANNELS_MAX} channels, and there can be no more. Remove one.`,
  );
}
