import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { OperationDetail } from '@agentport/contract';
import { canonical, type Outcome, type Refused } from '@agentport/engine';
import type { FastifyInstance } from 'fastify';
import type { AuthenticatedAgent } from '../../agents/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { Fault } from '../../kernel/fault.ts';
import { createLogger } from '../../kernel/logger.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { CallRequest } from '../../pipeline/request.ts';
import type { CallState } from '../../storage/schema.ts';
import { registerAgentApi } from '../agent-api/index.ts';
import { registerFacade } from '../facade/index.ts';
import { type McpDeps, type McpEntrance, registerMcp, type StateSeal } from '../mcp/index.ts';
import { createServer } from '../server.ts';
import type { HoldOptions, OwnApproval } from './deps.ts';

/** Time that moves only when a test says so. */
export interface StageClock extends Clock {
  advance(ms: number): Promise<void>;
  readonly timers: number;
}

export function stageClock(start = 1_700_000_000_000): StageClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((left, right) => left.at - right.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = next.at;
        next.run();
        await turns(5);
      }
      now = end;
      await turns(5);
    },
    get timers() {
      return timers.length;
    },
  };
}

/** Lets everything that is ready run. */
export async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits, for at most two seconds, until something has happened. */
export async function until(happened: () => boolean): Promise<void> {
  const end = Date.now() + 2000;
  while (!happened()) {
    if (Date.now() > end) throw new Error('it did not happen within two seconds');
    await turns(1);
  }
}

interface Question {
  view: OwnApproval;
  outcome: Outcome | null;
  collected: boolean;
}

/** Questions that a test answers by hand. */
export class StageApprovals {
  readonly questions = new Map<string, Question>();
  /** holds now waiting */
  waiting = 0;
  readonly #clock: Clock;
  readonly #wake = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ask(agentId: string, id: string, connection = 'stripe', operation = 'create_refund'): Outcome {
    const view: OwnApproval = {
      id,
      callId: id.replace('apr_', 'cal_'),
      state: 'pending',
      agent: { id: agentId },
      connection: { name: connection },
      operation,
      requestedAt: this.#clock.now(),
      approveBefore: this.#clock.now() + 1_800_000,
      decidedAt: null,
      review: null,
    };
    this.questions.set(id, { view, outcome: null, collected: false });
    return this.#pending(view);
  }

  answer(id: string, state: CallState, outcome: Outcome): void {
    const question = this.#question(id);
    question.view = { ...question.view, state, decidedAt: this.#clock.now() };
    question.outcome = outcome;
    for (const wake of [...this.#wake]) wake();
  }

  hold = (pending: Outcome, options: HoldOptions): Promise<Outcome> =>
    pending.kind === 'pending' ? this.#wait(pending.approval.id, options) : Promise.resolve(pending);

  await = async (id: string, options: HoldOptions): Promise<Outcome | null> => {
    const question = this.questions.get(id);
    return question?.view.agent.id === options.agentId ? this.#wait(id, options) : null;
  };

  read = async (_org: string, id: string): Promise<OwnApproval | null> =>
    this.questions.get(id)?.view ?? null;

  list = async (filter: { state: 'pending' | 'decided'; agentId: string }) => ({
    items: [...this.questions.values()]
      .map(({ view }) => view)
      .filter((view) => view.agent.id === filter.agentId)
      .filter((view) => (view.state === 'pending') === (filter.state === 'pending')),
  });

  cancel = async (_org: string, agentId: string, id: string): Promise<OwnApproval> => {
    const question = this.questions.get(id);
    if (question?.view.agent.id !== agentId) throw new Fault('unknown_approval', 'You have no such request.');
    if (question.view.state !== 'pending') throw new Fault('already_decided', 'It is decided already.');
    question.view = { ...question.view, state: 'cancelled' };
    return question.view;
  };

  #question(id: string): Question {
    const question = this.questions.get(id);
    if (question === undefined) throw new Error(`no question ${id}`);
    return question;
  }

  #pending(view: OwnApproval): Outcome {
    return {
      kind: 'pending',
      callId: view.callId,
      approval: {
        id: view.id,
        url: `http://localhost:3000/approvals/${view.id}`,
        approve_before: view.approveBefore,
        retry_after_s: 5,
      },
    };
  }

  #wait(id: string, { timeoutMs, signal }: HoldOptions): Promise<Outcome> {
    return new Promise((resolve) => {
      this.waiting += 1;
      const question = this.#question(id);
      const finish = () => {
        this.#wake.delete(wake);
        cancel();
        signal?.removeEventListener('abort', finish);
        this.waiting -= 1;
        resolve(this.#collect(question));
      };
      const wake = () => {
        if (question.outcome !== null) finish();
      };
      this.#wake.add(wake);
      const cancel = timeoutMs <= 0 ? () => undefined : this.#clock.after(timeoutMs, finish);
      signal?.addEventListener('abort', finish);
      if (timeoutMs <= 0 || signal?.aborted || question.outcome !== null) finish();
    });
  }

  #collect(question: Question): Outcome {
    if (question.outcome === null) return this.#pending(question.view);
    if (!question.collected) {
      question.collected = true;
      return question.outcome;
    }
    const problem = { code: 'result_collected', message: 'The result was already handed out.' };
    return { kind: 'refused', callId: question.view.callId, problem };
  }
}

export interface Stage {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly clock: StageClock;
  readonly approvals: StageApprovals;
  readonly mcp: McpEntrance;
  /** every request that reached enforce() */
  readonly calls: CallRequest[];
  readonly faults: unknown[];
  /** what enforce() answers next */
  play(script: (request: CallRequest) => Promise<Outcome> | Outcome): void;
  operations: OperationDetail[];
  readonly agents: Map<string, AuthenticatedAgent | Refused>;
  close(): Promise<void>;
}

export function stageAgent(id: string, tools: AuthenticatedAgent['tools'] = 'auto'): AuthenticatedAgent {
  return {
    kind: 'authenticated',
    agent: { kind: 'agent', id, org: 'default', name: id, epoch: 1 },
    tokenId: `tok_${id}`,
    tools,
  };
}

export function stageOperation(name: string, change: Partial<OperationDetail> = {}): OperationDetail {
  const reads = name.startsWith('list') || name.startsWith('get');
  return {
    connection: 'stripe',
    name,
    title: name.replaceAll('_', ' '),
    summary: `Does ${name}.`,
    risk: reads ? 'read' : 'write',
    tier: reads ? 'auto_approve' : 'ask_approve',
    category: 'general',
    parameters: { type: 'object', properties: { limit: { type: 'integer' } }, additionalProperties: false },
    annotations: {
      readOnlyHint: reads,
      destructiveHint: !reads,
      idempotentHint: reads,
      openWorldHint: true,
    },
    integration: 'stripe',
    ...change,
  };
}

export function released(value: unknown, callId = 'cal_1'): Outcome {
  const parts = [{ kind: 'json', value: JSON.parse(JSON.stringify(value)) } as const];
  const reply = { status: 200, headers: [], parts, is_error: false };
  return { kind: 'released', callId, replayed: false, reply };
}

export const DENIED: Outcome = {
  kind: 'denied',
  callId: 'cal_denied',
  reasons: [{ code: 'tier_connection', rule: 'stripe.delete_customer' }],
  problem: { code: 'denied', message: 'Policy denies this. Ask an operator to change the tier.' },
};

/** The agents' plane on the real server and a real socket, with everything behind it played by the test. */
export async function openStage(): Promise<Stage> {
  const clock = stageClock();
  const approvals = new StageApprovals(clock);
  const agents = new Map<string, AuthenticatedAgent | Refused>([
    ['token-a', stageAgent('agt_a')],
    ['token-b', stageAgent('agt_b')],
  ]);
  let script: (request: CallRequest) => Promise<Outcome> | Outcome = () => released({ ok: true });
  const calls: CallRequest[] = [];
  const faults: unknown[] = [];
  const app = createServer({
    door: 'network',
    publicUrl: () => 'http://localhost:3000',
    logger: createLogger('silent'),
    random: systemRandom,
  });
  const stage = {
    app,
    clock,
    approvals,
    calls,
    faults,
    agents,
    operations: [stageOperation('list_customers'), stageOperation('create_refund')],
    play: (next: typeof script) => {
      script = next;
    },
  };
  const authenticate = async (token: string | null) =>
    agents.get(token ?? '') ??
    refusedAs(token === null ? 'unauthenticated' : 'token_invalid', 'Ask an operator for a token.');
  const deps: McpDeps = {
    agents: { authenticate },
    enforce: async (request) => {
      calls.push(request);
      const asked = await authenticate(request.token);
      return asked.kind === 'refused' ? asked : script(request);
    },
    approvals,
    operations: {
      operationsFor: async (_agent, connection) =>
        connection !== null && connection !== 'stripe'
          ? refusedAs('unknown_connection', `There is no connection "${connection}".`)
          : stage.operations,
      describe: async (_agent, connection, operation) =>
        stage.operations.find((known) => known.connection === connection && known.name === operation) ??
        refusedAs('unknown_operation', `There is no operation "${operation}".`),
    },
    publicUrl: () => 'http://localhost:3000',
    clock,
    random: systemRandom,
    seal: stageSeal(),
    version: '0.0.0',
    onFault: (error) => faults.push(error),
  };
  const mcp = registerMcp(app, deps);
  registerAgentApi(app, deps);
  registerFacade(app, deps);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return Object.assign(stage, {
    mcp,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await mcp.close();
      app.server.closeAllConnections();
      await app.close();
    },
  });
}

function refusedAs(code: string, message: string): Refused {
  return { kind: 'refused', callId: null, problem: { code, message } };
}

function stageSeal(): StateSeal {
  const key = randomBytes(32);
  return {
    sealState(context, plaintext) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(canonical(context)));
      return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    openState(context, sealed) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAAD(Buffer.from(canonical(context))).setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    },
  };
}
