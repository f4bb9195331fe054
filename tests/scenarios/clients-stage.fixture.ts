import type { TestContext } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { runningClock } from '../support/running-clock.ts';
import { until } from '../support/until.ts';

export const REFUND = 'stripe__create_refund';
export const refund = (amount: number) => ({ charge: SEEDED.charge, amount, customer_id: SEEDED.marta });

/** A gateway in front of one service, on the real clock, as clients meet it. */
export interface ClientStage {
  readonly gateway: TestGateway;
  /** refunds that reached the service */
  refunds(): number;
  /** the one question an agent has put to people; clients may take seconds to start */
  question(agentId: string): Promise<string>;
  /** ids of all its open questions */
  questions(agentId: string): Promise<readonly string[]>;
}

export async function openClientStage(t: TestContext): Promise<ClientStage> {
  const gateway = await startTestGateway(t, { connections: false, clock: runningClock() });
  const { sandbox, operator } = gateway;
  await connectStripe(gateway);
  const questions = async (agentId: string) => {
    const { body } = await operator.send('GET', '/api/v1/approvals?state=pending');
    const items: { id: string; agent: { id: string } }[] = body.items;
    return items.filter(({ agent }) => agent.id === agentId).map(({ id }) => id);
  };
  return {
    gateway,
    refunds: () => sandbox.stripe.recorder.count({ method: 'POST', path: '/v1/refunds' }),
    questions,
    question: (agentId) =>
      until(async () => (await questions(agentId))[0], {
        deadlineMs: 20_000,
        stepMs: 100,
        what: 'a question to people',
      }),
  };
}

/** One service only, so that its operations fit a list of tools. */
export async function connectStripe({ running, sandbox }: TestGateway): Promise<void> {
  await running.gateway.connections.create({
    org: ORG,
    name: 'stripe',
    integration: 'stripe',
    key: new Secret(sandbox.stripe.credential),
    baseUrl: sandbox.stripe.url,
    owner: 'console',
    source: null,
    actor: 'system:test',
  });
}
