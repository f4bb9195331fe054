import type {
  ActivityEntryWire,
  AgentWire,
  ApprovalDetail,
  ConnectionWire,
  LiveChange,
  Me,
  PairingWire,
  PolicyVersionWire,
  RouteId,
  StatusWire,
} from '@agentport/contract';
import { approval } from './fixtures/approvals.ts';
import { decidedOnes, deleteRepository, nastyRefund, plainInvoice, soonMerge } from './fixtures/drafts.ts';
import { agents, connections, pairings, person, policyVersions } from './fixtures/rooms.ts';

/** The only code the stand-in takes; plainly fake. */
export const CODE = '123456';
export const PASSWORD = 'a plainly fake password';

/** What a stand-in gateway knows. Tests change it directly and then `announce` it. */
export interface FakeState {
  now(): number;
  me: Me;
  signedIn: boolean;
  setupNeeded: boolean;
  approvals: Map<string, ApprovalDetail>;
  agents: AgentWire[];
  pairings: PairingWire[];
  connections: ConnectionWire[];
  policy: PolicyVersionWire[];
  status: StatusWire;
  logDamaged: boolean;
  /** entries that came while a page was open, newest first */
  news: ActivityEntryWire[];
  /** routes that answer 503 */
  failing: Set<RouteId>;
  /** ms an approved call takes; null: it never ends by itself */
  executionMs: number | null;
  /** what an approved call ends as */
  endsAs: 'succeeded' | 'failed' | 'outcome_unknown';
  /** every request that changed something: route and body */
  changes: { route: string; body: unknown }[];
  /** requests that the role of who is signed in does not allow */
  refused: RouteId[];
  listeners: Set<(change: LiveChange) => void>;
}

export interface FakeOptions {
  now?: () => number;
  signedIn?: boolean;
  /** no requests, agents or connections */
  empty?: boolean;
  /** of who is signed in; owner unless given */
  role?: Me['person']['role'];
}

export function fakeState(options: FakeOptions = {}): FakeState {
  const now = options.now ?? Date.now;
  const at = now();
  const drafts = options.empty ? [] : [nastyRefund(), plainInvoice(), soonMerge(), deleteRepository()];
  const all = options.empty ? [] : [...drafts.map((draft) => approval(draft, at)), ...decidedOnes(at)];
  return {
    now,
    me: personAs(options.role ?? 'owner', at),
    signedIn: options.signedIn ?? true,
    setupNeeded: false,
    approvals: new Map(all.map((item) => [item.id, item])),
    agents: options.empty ? [] : agents(at),
    pairings: options.empty ? [] : pairings(at),
    connections: options.empty ? [] : connections(at),
    policy: options.empty ? [] : policyVersions(at),
    status: {
      version: '0.1.0',
      public_url: 'https://ap.nordlicht.example',
      log: { standing: 'intact', size: 48_213, checked_at: new Date(at - 120_000).toISOString() },
      stopped: false,
      unknown_outcomes: 1,
      pending_policy: options.empty ? null : 15,
      policy_proven: true,
    },
    logDamaged: false,
    news: [],
    failing: new Set(),
    executionMs: 30,
    endsAs: 'succeeded',
    changes: [],
    refused: [],
    listeners: new Set(),
  };
}

function personAs(role: Me['person']['role'], at: number): Me {
  const me = person(at);
  return { ...me, person: { ...me.person, role } };
}

/** Changes an approval and tells whoever listens. */
export function move(state: FakeState, id: string, change: Partial<ApprovalDetail>): ApprovalDetail {
  const before = state.approvals.get(id);
  if (!before) throw new Error(`There is no fixture ${id}.`);
  const after = { ...before, ...change };
  state.approvals.set(id, after);
  const event: LiveChange = {
    type: 'call',
    call_id: after.call_id,
    approval_id: id,
    agent_id: after.agent.id,
    state: after.state,
  };
  for (const listener of state.listeners) listener(event);
  return after;
}

export function stamp(ms: number): string {
  return new Date(ms).toISOString();
}
