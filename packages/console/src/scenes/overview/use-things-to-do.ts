import type { ChannelWire, Me } from '@agentport/contract';
import { may } from '@agentport/contract/permissions';
import { useAgents, useConnections, usePolicyVersions, useStatus, useWaiting } from '../../api/queries.ts';
import type { IconName } from '../../parts/Icon.tsx';
import { useNow } from '../../parts/use-now.ts';
import { count } from '../../words/count.ts';
import { left } from '../../words/time.ts';
import { deliveryReason } from '../settings/channel-words.ts';
import { useNotifications } from '../settings/queries.ts';

export interface Thing {
  readonly key: string;
  readonly icon: IconName;
  readonly look: 'ask' | 'deny' | 'unknown' | 'plain';
  readonly title: string;
  readonly why: string;
  readonly to: string;
  readonly act: string;
}

/** What waits for a person, the most pressing first. */
export function useThingsToDo(me: Me): { things: Thing[]; ready: boolean; policy: number | null } {
  const now = useNow();
  const waiting = useWaiting().data;
  const status = useStatus().data;
  const connections = useConnections().data?.items ?? [];
  const agents = useAgents().data?.items ?? [];
  const channels = useSilentChannels(me);
  const policy = usePolicyVersions().data?.items.find((version) => version.status === 'active');
  const things: (Thing | null)[] = [
    status?.stopped ? STOPPED : null,
    status && status.log.standing !== 'intact' && status.log.standing !== 'unchecked' ? DAMAGED : null,
    waiting?.items[0]
      ? {
          key: 'pending',
          icon: 'ask',
          look: 'ask',
          title: `${count(waiting.total, 'request waits', 'requests wait')} for an answer`,
          why: `The next closes in ${left(Date.parse(waiting.items[0].approve_before) - now)}. What nobody answers is denied.`,
          to: '/',
          act: 'Open inbox',
        }
      : null,
    status && status.unknown_outcomes > 0
      ? {
          key: 'unknown',
          icon: 'unknown',
          look: 'unknown',
          title:
            status.unknown_outcomes === 1
              ? '1 outcome is unknown'
              : `${status.unknown_outcomes} outcomes are unknown`,
          why: 'It was sent, and no complete answer came back. Check in the service, then mark what you found.',
          to: '/activity?show=unknown',
          act: 'Check it',
        }
      : null,
    ...connections
      .filter(({ reconnect }) => reconnect !== null)
      .map(
        ({ id, name, title }): Thing => ({
          key: id,
          icon: 'plug',
          look: 'deny',
          title: `${title} does not accept its credential`,
          why: `Calls on ${name} fail until a person connects it again.`,
          to: `/connections/${encodeURIComponent(name)}`,
          act: 'Reconnect',
        }),
      ),
    ...channels.map(
      ({ id, name, last_delivery }): Thing => ({
        key: id,
        icon: 'alert',
        look: 'deny',
        title: `${name} no longer reaches anybody`,
        why: `Its last message was given up. ${(last_delivery && deliveryReason(last_delivery)) ?? ''}`.trim(),
        to: '/settings',
        act: 'Look',
      }),
    ),
    status && status.pending_policy !== null
      ? {
          key: 'policy',
          icon: 'policy',
          look: 'ask',
          title: 'A change to the policy waits',
          why: `Version ${status.pending_policy} loosens something. It takes effect when a person activates it.`,
          to: '/policy',
          act: 'Review',
        }
      : null,
    ...agents
      .filter((agent) => agent.status === 'stopped')
      .map(
        ({ id, name }): Thing => ({
          key: id,
          icon: 'stop',
          look: 'deny',
          title: `${name} is stopped`,
          why: 'Nothing it asks is done until a person starts it again.',
          to: '/agents',
          act: 'Look',
        }),
      ),
  ];
  return {
    things: things.filter((thing) => thing !== null),
    ready: waiting !== undefined && status !== undefined,
    policy: policy?.number ?? null,
  };
}

/** Channels whose last message was given up: who relies on one hears of nothing. */
function useSilentChannels(me: Me): ChannelWire[] {
  const read = useNotifications(may(me.person.role, 'settings:write')).data;
  return (read?.channels ?? []).filter(
    ({ enabled, last_delivery: last }) => enabled && last?.state === 'dead',
  );
}

const STOPPED: Thing = {
  key: 'stopped',
  icon: 'stop',
  look: 'deny',
  title: 'Everything is stopped',
  why: 'No call is done until a person releases the stop.',
  to: '/agents',
  act: 'Look',
};

const DAMAGED: Thing = {
  key: 'damaged',
  icon: 'alert',
  look: 'deny',
  title: 'The log does not continue its witness',
  why: 'Nothing is sent or decided while that is so. Check the log, then restore or accept it.',
  to: '/activity',
  act: 'Check it',
};
