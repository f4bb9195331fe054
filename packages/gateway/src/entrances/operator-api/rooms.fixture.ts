import { type DisplayModel, displayDigest, render } from '@agentport/engine';
import { createAgents } from '../../agents/index.ts';
import { type ApprovalView, summaryOfView } from '../../approvals/index.ts';
import { Fault } from '../../kernel/fault.ts';
import { idFactory } from '../../kernel/ids.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { PeopleFixture } from '../../operators/people.fixture.ts';
import type { OperatorApiDeps, Ready } from './deps.ts';

export type ChangeListener = Parameters<OperatorApiDeps['approvals']['onChange']>[0];

/** One approval, and the answers it got. */
export interface StandInApproval {
  view: ApprovalView;
  answers: Parameters<OperatorApiDeps['approvals']['decide']>[0][];
}

/** Stand-ins for every room but people, agents and the database. */
export function standInDeps(people: PeopleFixture) {
  const { db, clock, reports } = people;
  const append = async (_: unknown, report: (typeof reports)[number]) => reports.push(report) as never;
  const newId = idFactory(clock, systemRandom);
  const agents = createAgents({ db, random: systemRandom, newId, audit: { append } });
  const reached: string[] = [];
  const listeners = new Set<ChangeListener>();
  const approval: StandInApproval = { view: pendingView(clock.now()), answers: [] };
  const rooms = standInRooms(reached, approval, listeners);
  const deps: OperatorApiDeps = {
    org: 'default',
    version: '0.1.0',
    publicUrl: () => 'http://localhost',
    clock,
    db,
    operators: people.operators,
    refusedTokens: async () => [],
    agents,
    ...rooms,
    audit: { ...rooms.audit, append },
  };
  return { deps, reached, approval, listeners };
}

function standInRooms(
  reached: string[],
  approval: StandInApproval,
  listeners: Set<ChangeListener>,
): Pick<OperatorApiDeps, Rooms> {
  const saw = <T>(what: string, value: T): T => {
    reached.push(what);
    return value;
  };
  const missing = (what: string) => async () => {
    throw saw(what, new Fault('not_found', 'There is no such thing.'));
  };
  const own = (id: string) => (id === approval.view.id ? approval.view : null);
  return {
    audit: {
      append: async () => ({ index: 0 }) as never,
      list: async () => saw('audit.list', { items: [], next: null }),
      show: async () => saw('audit.show', null),
      prove: missing('audit.prove'),
      verify: async () =>
        saw('audit.verify', {
          ok: true,
          size: 0,
          root: '00',
          signaturesChecked: true,
          waiting: 0,
          witnessChecked: true,
        }),
      async *export() {
        yield saw('audit.export', '{}\n');
      },
      accept: async () => undefined,
      standing: () => 'intact',
    },
    activity: {
      agents: async () => saw('activity.agents', new Map()),
      search: async () => saw('activity.search', { items: [], next: null, lookedUntil: null }),
      async *export() {
        yield saw('activity.export', '{}\n');
      },
      aboutPerson: missing('activity.aboutPerson'),
      overview: missing('activity.overview'),
      sessions: async () => saw('activity.sessions', { items: [], next: null }),
      session: async () => saw('activity.session', null),
      steps: async () => ({ items: [], next: null, lookedUntil: null }),
    },
    stops: {
      stopAgent: missing('stops.stopAgent'),
      releaseAgent: missing('stops.releaseAgent'),
      stopAll: async () => saw('stops.stopAll', undefined),
      releaseAll: async () => saw('stops.releaseAll', undefined),
      isStopped: async () => false,
    },
    approvals: {
      list: async () => saw('approvals.list', { items: [summaryOf(approval.view)], next: null }),
      waiting: async () => saw('approvals.waiting', { total: 0, kinds: [], more: false }),
      read: async (_, id) => saw('approvals.read', own(id)),
      compared: async () => ({ calls: 0, values: [] }),
      tie: async () => null,
      async decide(answer) {
        reached.push('approvals.decide');
        if (own(answer.id) === null) throw new Fault('unknown_approval', 'There is no such request.');
        if (approval.view.state === 'expired')
          throw new Fault('approval_expired', 'Nobody answered in time.');
        if (approval.view.state !== 'pending')
          throw new Fault('already_decided', 'This was decided already.');
        approval.answers.push(answer);
        approval.view = { ...approval.view, state: answer.answer === 'approve' ? 'approved' : 'denied' };
        return approval.view;
      },
      reconcile: missing('approvals.reconcile'),
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    calls: {
      list: async () => saw('calls.list', { items: [], next: null }),
      read: async () => saw('calls.read', null),
      today: async () => ({ allowed: 1, asked: 2, denied: 3 }),
      waiting: async () => new Map(),
      waitingInAll: async () => 0,
      unknownOutcomes: async () => 0,
    },
    catalog: { integrations: () => saw('catalog.integrations', []) },
    connections: {
      list: () => saw('connections.list', []),
      find: () => saw('connections.find', null),
      definitionOf: () => saw('connections.definitionOf', {} as never),
      credentialFor: () => null,
      replaceCredential: missing('connections.replaceCredential'),
      revokeCredential: missing('connections.revokeCredential'),
      setLimits: missing('connections.setLimits'),
      remove: missing('connections.remove'),
    },
    limits: {
      connection: () => ({ concurrent_calls: 16, deadline_ms: 30_000 }),
      origins: () => ({ concurrent_calls: 'gateway', deadline_ms: 'gateway' }),
    },
    addConnection: missing('addConnection'),
    refreshTools: missing('refreshTools'),
    adoptConnection: missing('adoptConnection'),
    testConnection: missing('testConnection'),
    policies: {
      version: () => 0,
      active: () => saw('policies.active', { policy: { v: 1, tiers: [], rules: [] } } as never),
      versions: async () => saw('policies.versions', []),
      isProven: () => saw('policies.isProven', true),
      activate: missing('policies.activate'),
      reject: missing('policies.reject'),
    },
    policyEdits: {
      propose: missing('policyEdits.propose'),
      renew: async () => saw('policyEdits.renew', undefined),
      switches: async () => saw('policyEdits.switches', []),
    },
    tierOf: () => ({ effect: 'deny', rule: null, ruled: false }),
    explain: missing('explain'),
    enforce: missing('enforce'),
    pairing: {
      ask: missing('pairing.ask'),
      waiting: async () => saw('pairing.waiting', []),
      look: missing('pairing.look'),
      acceptAgent: missing('pairing.acceptAgent'),
      acceptSignIn: missing('pairing.acceptSignIn'),
      refuse: missing('pairing.refuse'),
      collect: missing('pairing.collect'),
    },
    notifications: {
      list: async () => saw('notifications.list', []),
      settings: async () =>
        saw('notifications.settings', { quiet: null, remind_after: null, escalate_after: null }),
      saveSettings: missing('notifications.saveSettings'),
      pushKey: async () => saw('notifications.pushKey', null),
      test: missing('notifications.test'),
      deliveries: async () => saw('notifications.deliveries', { items: [], next: null }),
      retry: missing('notifications.retry'),
      channels: {
        create: missing('channels.create'),
        change: missing('channels.change'),
        rotate: missing('channels.rotate'),
        remove: missing('channels.remove'),
      },
      browsers: {
        subscribe: missing('browsers.subscribe'),
        unsubscribe: missing('browsers.unsubscribe'),
        of: async () => saw('browsers.of', []),
        open: async () => null,
        remove: missing('browsers.remove'),
      },
      slackPeople: {
        list: async () => saw('slackPeople.list', []),
        link: missing('slackPeople.link'),
        unlink: missing('slackPeople.unlink'),
        deciderOf: async () => null,
      },
    },
    timeOuts: () => ({ approve_within_ms: 1_800_000, execute_within_ms: 300_000 }),
    retention: { erase: missing('retention.erase') },
    keys: {
      status: missing('keys.status'),
      rotateKeys: missing('keys.rotateKeys'),
      rotateRoot: missing('keys.rotateRoot'),
    },
    health: {
      ready: async () => readyAs(true),
      metrics: async () => saw('health.metrics', 'agentport_up 1\n'),
    },
  };
}

type Rooms =
  | 'audit'
  | 'activity'
  | 'stops'
  | 'approvals'
  | 'calls'
  | 'catalog'
  | 'connections'
  | 'limits'
  | 'addConnection'
  | 'refreshTools'
  | 'adoptConnection'
  | 'testConnection'
  | 'policies'
  | 'policyEdits'
  | 'tierOf'
  | 'retention'
  | 'keys'
  | 'explain'
  | 'enforce'
  | 'pairing'
  | 'notifications'
  | 'timeOuts'
  | 'health';

function pendingView(now: number, agentId = 'agt_01test'): ApprovalView {
  const action: ApprovalView['action'] = {
    v: 1,
    instance: 'ins_test',
    org: 'default',
    agent: agentId,
    session: null,
    connection: { id: 'con_test', version: 1 },
    integration: { id: 'stripe', version: '1', definition_sha256: '0'.repeat(64) },
    operation: 'create_refund',
    args: { charge: 'ch_1', amount: 124000, reason: 'duplicate\u202e' },
    wire: {
      kind: 'http',
      method: 'POST',
      origin: 'https://api.example.com',
      path: '/v1/refunds',
      query: [],
      headers: [['content-type', 'application/x-www-form-urlencoded']],
      body_sha256: '1'.repeat(64),
      body_bytes: 40,
    },
    policy: { version: 1 },
    risk: 'financial',
    created_at: now,
    nonce: 'n',
    approve_before: now + 1_800_000,
  };
  const display: DisplayModel = render({
    action,
    actionSha256: 'a'.repeat(64),
    agentName: 'billing',
    connectionName: 'stripe',
    integrationTitle: 'Stripe',
    operationTitle: 'Create a refund',
    templates: ['Refund {amount} of {charge}'],
    parameters: [],
    lookups: [],
    note: 'already approved by security',
    secrets: {},
    reasons: [],
  });
  return {
    id: 'apr_01test',
    callId: 'cal_01test',
    org: 'default',
    state: 'pending',
    agent: { id: agentId, name: 'billing' },
    connection: { id: 'con_test', name: 'stripe', integration: 'stripe' },
    operation: 'create_refund',
    risk: 'financial',
    action,
    note: 'already approved by security',
    actionSha256: 'a'.repeat(64),
    display,
    displaySha256: displayDigest(display),
    displayVersion: display.v,
    reasons: [{ code: 'default_risk' }],
    policyVersion: 1,
    stepUp: true,
    requestedAt: now,
    approveBefore: now + 1_800_000,
    executeBefore: null,
    requesterAddress: '127.0.0.1',
    session: null,
    playedBy: null,
    decidedAt: null,
    review: null,
    outcome: null,
  };
}

/** A gateway that is ready, or not. */
export function readyAs(ok: boolean): Ready {
  return { ok, gateway: 'gtw_test', leaseHeld: ok, logLagMs: 0 };
}

function summaryOf(view: ApprovalView) {
  return summaryOfView(view, { calls: 0, values: [] });
}
