import type { ApprovalDetail, RouteId, RouteReply, WaitingKindWire } from '@agentport/contract';
import { activityRoutes } from './fake-activity.ts';
import { fakeCompany } from './fake-company.ts';
import { checkCode, decide } from './fake-decide.ts';
import { fakeNotifications } from './fake-notifications.ts';
import { fakePeople } from './fake-people.ts';
import { setup } from './fake-setup.ts';
import { type FakeState, move, PASSWORD, stamp } from './fake-state.ts';
import { INTEGRATIONS, LIMITS, limitsSaid, tiers } from './fixtures/rooms.ts';
import { Refusal } from './refusal.ts';

export interface FakeRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, string>>;
}

export type Handlers = { [I in RouteId]?: (request: FakeRequest) => RouteReply<I> };

const page = <T>(items: readonly T[]) => ({ items: [...items], next: null });

/** Enough of the operator API for every page of the console. */
export function fakeRoutes(state: FakeState): Handlers {
  return {
    ...doors(state),
    ...requests(state),
    ...rooms(state),
    ...settings(state),
    ...activityRoutes(state),
    ...fakePeople(state),
    ...fakeCompany(state),
    ...fakeNotifications(state),
    ...setup(state),
  };
}

function doors(state: FakeState): Handlers {
  return {
    setupState: () => ({ needed: state.setupNeeded }),
    beginSetup: ({ body }) => {
      if (!body.token?.startsWith('ap_setup_')) {
        throw new Refusal(403, 'setup_link_invalid', 'This setup link is wrong, used or too old.');
      }
      const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
      const uri = `otpauth://totp/AgentPort:${encodeURIComponent(body.email ?? '')}?secret=${secret}&issuer=AgentPort`;
      return { enrolment: 'sealed', totp_secret: secret, totp_uri: uri };
    },
    confirmSetup: ({ body }) => {
      checkCode(state, body.code ?? '');
      state.signedIn = true;
      state.setupNeeded = false;
      const codes = Array.from({ length: 10 }, (_, index) => `fake${index}-codes`);
      return { me: state.me, recovery_codes: codes };
    },
    signIn: ({ body }) => {
      if (body.password !== PASSWORD) {
        throw new Refusal(401, 'sign_in_failed', 'E-mail, password or code do not fit.');
      }
      checkCode(state, body.code ?? '');
      state.signedIn = true;
      return state.me;
    },
    me: () => state.me,
    stepUp: ({ body }) => {
      checkCode(state, body.code ?? '');
      return state.me;
    },
    signOut: () => {
      state.signedIn = false;
      return {};
    },
    status: () => state.status,
  };
}

function requests(state: FakeState): Handlers {
  const all = () => [...state.approvals.values()];
  return {
    listApprovals: ({ query }) => {
      const pending = query.get('state') !== 'decided';
      const fits = (name: string, value: string) => !query.has(name) || query.get(name) === value;
      const found = all().filter(
        (item) =>
          (item.state === 'pending') === pending &&
          fits('agent', item.agent.id) &&
          fits('connection', item.connection) &&
          fits('operation', item.operation) &&
          fits('answer', answerOf(item.state)),
      );
      const from = found.findIndex(({ id }) => id === query.get('cursor')) + 1;
      const items = found.slice(from, from + Number(query.get('limit') ?? 50));
      return { items, next: from + items.length < found.length ? (items.at(-1)?.id ?? null) : null };
    },
    listWaiting: () => {
      const waiting = all().filter(({ state: at }) => at === 'pending');
      return { ...page(kindsOf(waiting)), total: waiting.length, more: false };
    },
    readApproval: ({ params }) => {
      const found = state.approvals.get(params.id ?? '');
      if (!found) throw new Refusal(404, 'unknown_approval', 'There is no such request.');
      return { ...found, now: stamp(state.now()) };
    },
    approve: ({ params, body }) => decide(state, params.id ?? '', 'approve', body),
    deny: ({ params, body }) => decide(state, params.id ?? '', 'deny', body),
    reconcileCall: ({ params, body }) => {
      const found = all().find((item) => item.call_id === params.id);
      if (!found) throw new Refusal(404, 'not_found', 'There is no such call.');
      const happened = (body.happened as unknown) === true;
      const after = move(state, found.id, { state: happened ? 'reconciled_succeeded' : 'reconciled_failed' });
      return {
        id: after.call_id,
        state: after.state,
        agent: after.agent.name,
        connection: after.connection,
        operation: after.operation,
        approval_id: after.id,
        created_at: after.requested_at,
        finished_at: stamp(state.now()),
      };
    },
  };
}

function rooms(state: FakeState): Handlers {
  const agentOf = (id: string | undefined) => {
    const agent = state.agents.find((item) => item.id === id);
    if (!agent) throw new Refusal(404, 'not_found', 'There is no such agent.');
    return agent;
  };
  return {
    listAgents: () => page(state.agents),
    readAgent: ({ params }) => agentOf(params.id),
    listPairings: () => page(state.pairings),
    lookPairing: () => {
      const found = state.pairings.find(({ kind }) => kind === 'sign_in');
      if (!found) throw new Refusal(404, 'not_found', 'Nobody waits with this code.');
      return found;
    },
    acceptPairing: () => {
      state.pairings = state.pairings.filter(({ kind }) => kind !== 'agent');
      return {};
    },
    confirmSignIn: () => {
      state.pairings = state.pairings.filter(({ kind }) => kind !== 'sign_in');
      return {};
    },
    refusePairing: ({ params }) => {
      state.pairings = state.pairings.filter(({ id }) => id !== params.id);
      return {};
    },
    createAgent: ({ body }) => {
      const at = stamp(state.now());
      const token = { id: 'tok_new', created_at: at, expires_at: null, revoked_at: null };
      const agent = {
        id: `agt_${body.name}`,
        name: body.name ?? '',
        status: 'active' as const,
        tools: 'auto' as const,
        connections: null,
        owner_id: state.me.person.id,
        test: Boolean(body.test),
        created_at: at,
        stopped_at: null,
        waiting: 0,
        calls_week: 0,
        last_call_at: null,
        tokens: [token],
        tokens_total: 1,
      };
      state.agents = [...state.agents, agent];
      return { agent, token: `ap_agent_fake_${'x'.repeat(43)}` };
    },
    changeAgent: ({ params, body }) => Object.assign(agentOf(params.id), { owner_id: body.owner_id ?? null }),
    changeToken: ({ params }) => agentOf(params.id),
    playCall: ({ body }) => playedBy(String(body.operation ?? '')),
    stopAgent: ({ params }) =>
      Object.assign(agentOf(params.id), { status: 'stopped', stopped_at: stamp(state.now()), waiting: 0 }),
    releaseAgent: ({ params }) => Object.assign(agentOf(params.id), { status: 'active', stopped_at: null }),
    stopAll: () => Object.assign(state.status, { stopped: true }),
    releaseAll: () => Object.assign(state.status, { stopped: false }),
    listIntegrations: () => page(INTEGRATIONS),
    listConnections: () => page(state.connections),
    readConnection: ({ params }) => connectionOf(state, params.name),
    listTiers: ({ params }) => page(tiers(params.name ?? '')),
    testConnection: () => ({ ok: true, message: 'Answered in 310 ms.', status: 200 }),
    replaceCredential: ({ params }) => connectionOf(state, params.name),
    limitConnection: ({ params, body }) => {
      const connection = connectionOf(state, params.name);
      return Object.assign(connection, { limits: limitsSaid(body as never) });
    },
    createConnection: ({ body }) => {
      if (body.key === 'wrong') throw new Refusal(502, 'upstream_error', 'The service refused the key: 401.');
      const made = {
        limits: LIMITS,
        id: `con_${body.name}`,
        name: body.name ?? '',
        integration: body.integration ?? '',
        title: INTEGRATIONS.find((item) => item.id === body.integration)?.title ?? '',
        version: 1,
        base_url: body.base_url ?? 'https://api.example',
        status: 'active' as const,
        owner: 'console' as const,
        source: null,
        reconnect: null,
        operations: 26,
        created_at: stamp(state.now()),
      };
      state.connections = [...state.connections, made];
      return made;
    },
  };
}

function connectionOf(state: FakeState, name: string | undefined) {
  const connection = state.connections.find((item) => item.name === name);
  if (!connection) throw new Refusal(404, 'unknown_connection', 'There is no such connection.');
  return connection;
}

function settings(state: FakeState): Handlers {
  const settle = (number: string | undefined, status: 'active' | 'rejected') => {
    const version = state.policy.find((item) => String(item.number) === number);
    if (!version) throw new Refusal(404, 'not_found', 'There is no such version.');
    state.status.pending_policy = null;
    return Object.assign(version, { status });
  };
  return {
    listPolicyVersions: () => page(state.policy),
    activatePolicy: ({ params }) => settle(params.number, 'active'),
    rejectPolicy: ({ params }) => settle(params.number, 'rejected'),
    verifyAudit: () => ({
      ok: !state.logDamaged,
      size: 48_213,
      root: state.logDamaged ? null : 'f'.repeat(64),
      problem: state.logDamaged
        ? { code: 'leaf_changed', index: 4_711, message: 'Entry 4711 is not the one that was written.' }
        : null,
      checked_at: stamp(state.now()),
    }),
  };
}

function kindsOf(waiting: readonly ApprovalDetail[]): WaitingKindWire[] {
  const kinds = Map.groupBy(waiting, (item) => `${item.agent.id} ${item.connection} ${item.operation}`);
  return [...kinds.values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    const asked = members.map((item) => item.requested_at).sort();
    const { agent, connection, operation, risk, requested_at } = first;
    return {
      agent,
      connection,
      operation,
      risk,
      waiting: members.length,
      first_asked_at: asked[0] ?? requested_at,
      last_asked_at: asked.at(-1) ?? requested_at,
      approve_before: members.map((item) => item.approve_before).sort()[0] ?? first.approve_before,
    };
  });
}

function answerOf(state: string): string {
  if (state === 'denied') return 'denied';
  return ['expired', 'cancelled', 'superseded', 'stopped'].includes(state) ? 'unanswered' : 'approved';
}

/** A write waits for the stage's invoice, everything else answers at once. */
function playedBy(operation: string) {
  if (operation.startsWith('create')) {
    const approval = { id: 'apr_plain0invoice' };
    return { status: 202, body: { status: 'approval_pending', approval, call: { id: 'cal_played' } } };
  }
  if (operation.startsWith('delete')) {
    const error = { code: 'denied', message: 'The policy denies this.', retryable: false };
    return { status: 403, body: { error } };
  }
  const result = { id: 'cus_1', name: 'Tomasz Nowak', email: '[hidden]' };
  return { status: 200, body: { status: 'released', result, replayed: false, call: { id: 'cal_played' } } };
}
