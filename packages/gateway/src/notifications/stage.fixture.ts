import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import {
  canonical,
  type DisplayModel,
  displayDigest,
  type JsonObject,
  type Risk,
  render,
} from '@agentport/engine';
import type { Answer, ApprovalView } from '../approvals/index.ts';
import type { AuditReport } from '../audit/index.ts';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { callRow, connectionRow, type TestDatabase, testDatabase } from '../storage/testing.ts';
import { createPlainUpstream } from '../upstream/index.ts';
import type { ChannelInput } from './channel-book.ts';
import { createNotices } from './notices.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import type { NotificationParts } from './parts.ts';

/** For tests: this room over a real database, with approvals that are only rows and views. */
export interface Stage extends TestDatabase {
  readonly notifications: Notifications;
  readonly parts: NotificationParts;
  readonly reports: AuditReport[];
  readonly answers: Answer[];
  /** another gateway on the same database */
  second(changes?: Partial<NotificationParts>): Notifications;
  /** a question in the unit that opens it */
  ask(question?: Asking): Promise<ApprovalView>;
  /** what a person, or time, makes of it */
  end(id: string, state?: ApprovalView['state']): Promise<void>;
  channel(
    input: Partial<ChannelInput> & Pick<ChannelInput, 'settings'>,
  ): Promise<{ id: string; signingSecret: string | null }>;
  drain(): Promise<void>;
}

export interface Asking {
  readonly risk?: Risk;
  readonly agent?: string;
  readonly args?: JsonObject;
  readonly note?: string;
  readonly agentName?: string;
  readonly stepUp?: boolean;
}

export const EVERYTHING: ChannelInput['route'] = {
  risks: [],
  agents: null,
  connections: null,
  team: null,
  when: 'asked',
};

export async function openStage(t: TestContext, changes: Partial<NotificationParts> = {}): Promise<Stage> {
  const opened = await testDatabase(t);
  const { db, clock } = opened;
  const views = new Map<string, ApprovalView>();
  const reports: AuditReport[] = [];
  const answers: Answer[] = [];
  const newId = idFactory(clock, systemRandom);
  const plain = createPlainUpstream({ clock });
  const parts: NotificationParts = {
    org: 'default',
    db,
    audit: { append: async (_, report) => reports.push(report) as never },
    vault: standInVault,
    clock,
    random: systemRandom,
    newId,
    logger: { error() {}, warn() {}, info() {}, debug() {} },
    plain,
    publicUrl: () => 'https://gate.example',
    approvals: {
      read: async (_, id) => views.get(id) ?? null,
      async decide(answer) {
        answers.push(answer);
        const view = views.get(answer.id) as ApprovalView;
        return { ...view, state: answer.answer === 'approve' ? 'approved' : 'denied' };
      },
      onChange: () => () => undefined,
    },
    teams: { list: async () => [], routed: async () => [] },
    ...changes,
  };
  const notifications = createNotifications(parts);
  const all = [notifications];
  t.after(async () => {
    for (const one of all) await one.close();
    await plain.close();
  });
  const notices = createNotices({ org: 'default', newId });
  await db.unit(async (tx) => {
    await tx.insertInto('connections').values(connectionRow()).execute();
    await tx.insertInto('agents').values(agentRow('agt_1', 'ada')).execute();
    await tx.insertInto('agents').values(agentRow('agt_2', 'ben')).execute();
    await tx
      .insertInto('operators')
      .values(operatorRow('opr_1', 'Anna Brandt', 'approver'))
      .execute();
  });
  return {
    ...opened,
    notifications,
    parts,
    reports,
    answers,
    second(more = {}) {
      const other = createNotifications({ ...parts, ...more });
      all.push(other);
      return other;
    },
    async ask(question = {}) {
      const view = viewOf(question, { id: newId('apr'), callId: newId('cal'), now: clock.now() });
      views.set(view.id, view);
      await db.unit(async (tx) => {
        const row = { id: view.callId, agent_id: view.agent.id, risk: view.risk, created_at: clock.now() };
        await tx.insertInto('calls').values(callRow(row)).execute();
        await tx.insertInto('approvals').values(approvalRow(view)).execute();
        await notices.asked(tx, { approvalId: view.id, agentId: view.agent.id, at: clock.now() });
      });
      return view;
    },
    async end(id, state = 'denied') {
      const view = views.get(id) as ApprovalView;
      views.set(id, { ...view, state });
      await db.unit(async (tx) => {
        await tx.updateTable('calls').set({ state }).where('id', '=', view.callId).execute();
        await notices.ended(tx, { approvalId: id, agentId: view.agent.id, at: clock.now() });
      });
    },
    channel: (input) =>
      notifications.channels.create(
        { name: `channel ${newId('chn')}`, route: EVERYTHING, detail: 'full', ...input },
        'opr_1',
      ),
    drain: () => notifications.worker.drain(),
  };
}

export const standInVault: NotificationParts['vault'] = {
  sealState: (context, plaintext) =>
    Buffer.from(canonical({ context, value: Buffer.from(plaintext).toString('base64') })),
  openState(context, sealed) {
    const { context: bound, value } = JSON.parse(Buffer.from(sealed).toString('utf8'));
    if (canonical(bound) !== canonical(context)) throw new Error('another context');
    return Buffer.from(value, 'base64');
  },
};

/** A question as people would see it. */
export function viewOf(asking: Asking, made: { id: string; callId: string; now: number }): ApprovalView {
  const {
    risk = 'write',
    agent = 'agt_1',
    args = { name: 'Marta Ruiz', email: 'marta@example.com' },
  } = asking;
  const action: ApprovalView['action'] = {
    v: 1,
    instance: 'ins_test',
    org: 'default',
    agent,
    session: null,
    connection: { id: 'con_1', version: 1 },
    integration: { id: 'stripe', version: '1', definition_sha256: '0'.repeat(64) },
    operation: 'create_customer',
    args,
    wire: {
      kind: 'http',
      method: 'POST',
      origin: 'https://service.example',
      path: '/v1/customers',
      query: [],
      headers: [['content-type', 'application/x-www-form-urlencoded']],
      body_sha256: '1'.repeat(64),
      body_bytes: 40,
    },
    policy: { version: 1 },
    risk,
    created_at: made.now,
    nonce: 'n',
    approve_before: made.now + 1_800_000,
  };
  const display: DisplayModel = render({
    action,
    actionSha256: 'a'.repeat(64),
    agentName: asking.agentName ?? 'ada',
    connectionName: 'stripe',
    integrationTitle: 'Stripe',
    operationTitle: 'Create a customer',
    templates: ['Create the customer {name}'],
    parameters: [],
    lookups: [],
    note: asking.note ?? null,
    secrets: {},
    reasons: [],
  });
  return {
    id: made.id,
    callId: made.callId,
    org: 'default',
    state: 'pending',
    agent: { id: agent, name: asking.agentName ?? 'ada' },
    connection: { id: 'con_1', name: 'stripe', integration: 'stripe' },
    operation: 'create_customer',
    risk,
    action,
    note: asking.note ?? null,
    actionSha256: 'a'.repeat(64),
    display,
    displaySha256: displayDigest(display),
    displayVersion: display.v,
    reasons: [],
    policyVersion: 1,
    stepUp: asking.stepUp ?? false,
    requestedAt: made.now,
    approveBefore: made.now + 1_800_000,
    executeBefore: null,
    requesterAddress: null,
    session: null,
    playedBy: null,
    decidedAt: null,
    review: null,
    outcome: null,
  };
}

export function approvalRow(view: ApprovalView) {
  return {
    id: view.id,
    org: 'default',
    call_id: view.callId,
    approve_before: view.approveBefore,
    execute_before: null,
    step_up: view.stepUp ? 1 : 0,
    reasons: '[]',
    policy_version: 1,
    display_payload: 'pay_2',
    display_sha256: view.displaySha256,
    display_version: 1,
    decided_at: null,
  };
}

function agentRow(id: string, name: string) {
  const made = { created_at: 1, stopped_at: null, stopped_by: null };
  return { id, org: 'default', name, status: 'active' as const, epoch: 0, tools: 'auto' as const, ...made };
}

export function operatorRow(id: string, name: string, role: 'owner' | 'admin' | 'approver' | 'auditor') {
  return {
    id,
    org: 'default',
    email: `${id}@example.com`,
    name,
    role,
    status: 'active' as const,
    password_hash: 'not a hash',
    totp_sealed: null,
    totp_step: 0,
    created_at: 1,
  };
}

/** A peer on loopback that keeps what arrived and answers what a test says. */
export interface Peer {
  readonly url: string;
  readonly got: { path: string; headers: IncomingMessage['headers']; body: string; bytes: Buffer }[];
  answer: { status: number; headers?: Record<string, string>; body?: string };
}

export async function openPeer(t: TestContext): Promise<Peer> {
  const got: Peer['got'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      got.push({ path: request.url ?? '', headers: request.headers, body: bytes.toString('utf8'), bytes });
      response.writeHead(peer.answer.status, peer.answer.headers);
      response.end(peer.answer.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const peer: Peer = { url: `http://127.0.0.1:${port}`, got, answer: { status: 200 } };
  return peer;
}
