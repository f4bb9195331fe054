import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { OperationDetail } from '@agentport/contract';
import { canonical, type Outcome, type Refused } from '@agentport/engine';
import type { FastifyInstance } from 'fastify';
import type { AuthenticatedAgent } from '../../agents/index.ts';
import { createLogger } from '../../kernel/logger.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { CallRequest } from '../../pipeline/request.ts';
import { registerAgentApi } from '../agent-api/index.ts';
import { registerFacade } from '../facade/index.ts';
import { type McpDeps, type McpEntrance, registerMcp, type StateSeal } from '../mcp/index.ts';
import { createServer } from '../server.ts';
import { StageApprovals } from './stage-approvals.fixture.ts';
import { type StageClock, stageClock } from './stage-clock.fixture.ts';

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

export function stageSeal(): StateSeal {
  const key = randomBytes(32);
  const tag = { authTagLength: 16 };
  return {
    sealState(context, plaintext) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, tag).setAAD(Buffer.from(canonical(context)));
      return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    openState(context, sealed) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), tag);
      decipher.setAAD(Buffer.from(canonical(context))).setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    },
  };
}
