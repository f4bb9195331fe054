import type { ChannelWire, DeliveryWire, NotificationSettings } from '@agentport/contract';
import type { Handlers } from './fake-routes.ts';
import { type FakeState, stamp } from './fake-state.ts';

const MINUTE = 60_000;
const ROUTE: ChannelWire['route'] = { risks: [], agents: null, connections: null, team: null, when: 'asked' };

/** Channels of several kinds, one of them in trouble, and what became of their messages; all plainly fake. */
export function fakeNotifications(state: FakeState): Handlers {
  const at = state.now();
  const empty = state.agents.length === 0;
  const deliveries = deliveriesOf(at);
  let settings: NotificationSettings = {
    quiet: { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin', except_high: true },
    remind_after: 10,
    escalate_after: null,
  };
  const channels = channelsOf(deliveries, at);
  const page = <T>(items: readonly T[]) => ({ items: [...items], next: null });
  return {
    readNotifications: () => ({
      settings,
      channels: empty ? [] : channels,
      slack_people: empty
        ? []
        : [{ team: 'T0AGENTPORT', user: 'U0PRIYA', operator: 'opr_priya', operator_name: 'Priya Nair' }],
      approve_within_ms: 30 * MINUTE,
      execute_within_ms: 5 * MINUTE,
    }),
    saveNotificationSettings: ({ body }) => {
      settings = body as unknown as NotificationSettings;
      return {};
    },
    listDeliveries: ({ query }) => {
      const dead = query.get('state') === 'dead';
      return page(empty ? [] : deliveries.filter((delivery) => !dead || delivery.state === 'dead'));
    },
    testChannel: () => page(deliveries.slice(0, 1)),
    retryDelivery: () => ({}),
    readOwnNotifications: () => ({
      push_key: empty
        ? null
        : 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      browsers: empty
        ? []
        : [{ id: 'psh_phone', label: 'Firefox on Android', created_at: stamp(at - 900 * MINUTE) }],
    }),
  };
}

function channelsOf([mail, , hook, slack]: readonly DeliveryWire[], at: number): ChannelWire[] {
  const made = { enabled: true, route: ROUTE, has_secret: true, created_at: stamp(at - 9_000 * MINUTE) };
  return [
    {
      ...made,
      id: 'chn_mail',
      name: 'On call',
      detail: 'minimal',
      settings: {
        kind: 'email',
        host: 'mail.example.com',
        port: 587,
        security: 'starttls',
        user: 'gate',
        from: 'gate@example.com',
        to: ['oncall@example.com', 'priya@example.com'],
      },
      last_delivery: mail ?? null,
    },
    {
      ...made,
      id: 'chn_slack',
      name: 'Slack',
      detail: 'full',
      settings: { kind: 'slack', team: 'T0AGENTPORT', channel: 'C0APPROVALS' },
      last_delivery: slack ?? null,
    },
    {
      ...made,
      id: 'chn_hook',
      name: 'Pager',
      detail: 'minimal',
      route: { ...ROUTE, risks: ['destructive', 'financial', 'admin'], when: 'escalated' },
      settings: { kind: 'webhook', url: 'https://pager.example.com/hooks/agentport' },
      last_delivery: hook ?? null,
    },
  ];
}

function deliveriesOf(at: number): DeliveryWire[] {
  const one = (changes: Partial<DeliveryWire>): DeliveryWire => ({
    id: `ntf_${changes.created_at}`,
    channel: 'chn_mail',
    channel_name: 'On call',
    kind: 'asked',
    approval: 'apr_plain0invoice',
    state: 'sent',
    attempts: 1,
    code: null,
    status: 250,
    created_at: stamp(at - 4 * MINUTE),
    next_at: null,
    sent_at: stamp(at - 4 * MINUTE),
    ...changes,
  });
  const never = { sent_at: null, status: null };
  return [
    one({}),
    one({
      ...never,
      id: 'ntf_2',
      state: 'waiting',
      attempts: 2,
      code: 'connect_failed',
      created_at: stamp(at - 6 * MINUTE),
    }),
    one({
      ...never,
      id: 'ntf_3',
      channel: 'chn_hook',
      channel_name: 'Pager',
      kind: 'escalation',
      state: 'dead',
      attempts: 9,
      code: 'peer_failed',
      status: 503,
      created_at: stamp(at - 40 * MINUTE),
    }),
    one({
      id: 'ntf_4',
      channel: 'chn_slack',
      channel_name: 'Slack',
      kind: 'ended',
      status: 200,
      created_at: stamp(at - 55 * MINUTE),
      sent_at: stamp(at - 55 * MINUTE),
    }),
    one({
      ...never,
      id: 'ntf_5',
      state: 'dropped',
      kind: 'reminder',
      code: 'already_decided',
      created_at: stamp(at - 58 * MINUTE),
    }),
  ];
}
