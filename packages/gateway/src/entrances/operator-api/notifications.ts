import type { ChannelWire, DeliveryWire } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import type { LoggedDelivery } from '../../notifications/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, personOf, type SomeHandlers } from './handler.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';

type Routes =
  | 'readNotifications'
  | 'saveNotificationSettings'
  | 'createChannel'
  | 'changeChannel'
  | 'rotateChannelKey'
  | 'removeChannel'
  | 'testChannel'
  | 'listDeliveries'
  | 'retryDelivery'
  | 'linkSlackPerson'
  | 'unlinkSlackPerson'
  | 'readOwnNotifications'
  | 'subscribeBrowser'
  | 'unsubscribeBrowser';

type Listed = Awaited<ReturnType<OperatorApiDeps['notifications']['list']>>[number];

const PAGE = 50;
const LABEL_MAX = 200;

export function notificationHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { notifications } = deps;
  const { channels, browsers, slackPeople } = notifications;
  const present = async (id: string): Promise<ChannelWire> => {
    const channel = (await notifications.list()).find((listed) => listed.id === id);
    if (channel === undefined) throw new Fault('not_found', 'There is no such channel.');
    return presentChannel(channel);
  };

  return {
    async readNotifications() {
      const [settings, listed, people] = await Promise.all([
        notifications.settings(),
        notifications.list(),
        slackPeople.list(),
      ]);
      return {
        settings,
        channels: listed.map(presentChannel),
        slack_people: people.map(({ operatorName, ...person }) => ({
          ...person,
          operator_name: operatorName,
        })),
        ...deps.timeOuts(),
      };
    },

    async saveNotificationSettings({ body, who }) {
      await notifications.saveSettings(body, actorOf(who));
      return {};
    },

    async createChannel({ body, who }) {
      const { id, signingSecret } = await channels.create(body, actorOf(who));
      return { channel: await present(id), signing_secret: signingSecret };
    },

    async changeChannel({ params, body, who }) {
      await channels.change(params.id, body, actorOf(who));
      return present(params.id);
    },

    async rotateChannelKey({ params, who }) {
      const { signingSecret } = await channels.rotate(params.id, actorOf(who));
      return { channel: await present(params.id), signing_secret: signingSecret };
    },

    async removeChannel({ params, who }) {
      await channels.remove(params.id, actorOf(who));
      return {};
    },

    testChannel: async ({ params }) => ({
      items: (await notifications.test(params.id)).map(presentDelivery),
      next: null,
    }),

    async listDeliveries({ query }) {
      const { channel, state, cursor, limit = PAGE } = query;
      const page = await notifications.deliveries({ channelId: channel, state, cursor, limit });
      return { items: page.items.map(presentDelivery), next: page.next };
    },

    async retryDelivery({ params }) {
      await notifications.retry(params.id);
      return {};
    },

    async linkSlackPerson({ body, who }) {
      await slackPeople.link(body, actorOf(who));
      return {};
    },

    async unlinkSlackPerson({ params, who }) {
      await slackPeople.unlink(params, actorOf(who));
      return {};
    },

    async readOwnNotifications({ who }) {
      const own = await browsers.of(personOf(who).person.id);
      return {
        push_key: await notifications.pushKey(),
        browsers: own.map(({ id, label, createdAt }) => ({ id, label, created_at: rfc3339(createdAt) })),
      };
    },

    async subscribeBrowser({ body, who, from }) {
      const { person, signInId } = personOf(who);
      const label = (from.userAgent ?? 'A browser').slice(0, LABEL_MAX);
      return { id: await browsers.subscribe(body, { operatorId: person.id, signInId, label }) };
    },

    async unsubscribeBrowser({ params, who }) {
      await browsers.unsubscribe(params.id, personOf(who).person.id);
      return {};
    },
  };
}

function presentChannel(channel: Listed): ChannelWire {
  const { id, name, enabled, settings, route, detail, last } = channel;
  return {
    id,
    name,
    enabled,
    settings,
    route,
    detail,
    has_secret: channel.sealed !== null,
    last_delivery: last && presentDelivery({ ...last, channel_name: name }),
    created_at: rfc3339(channel.createdAt),
  };
}

function presentDelivery(row: LoggedDelivery): DeliveryWire {
  const open = row.state === 'waiting' || row.state === 'sending';
  return {
    id: row.id,
    channel: row.channel_id,
    channel_name: row.channel_name,
    kind: row.kind,
    approval: row.approval_id,
    state: row.state,
    attempts: row.attempts,
    code: row.code,
    status: row.status,
    created_at: rfc3339(row.created_at),
    next_at: open ? rfc3339(row.next_at) : null,
    sent_at: rfc3339OrNull(row.sent_at),
  };
}
