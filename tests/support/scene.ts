import assert from 'node:assert/strict';
import { after } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { type Answer, startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts';
import { type Pause, pauseAfterApproval } from './pause.ts';
import { until } from './until.ts';

/** What an agent is told when a person must answer. */
export interface Asked {
  readonly id: string;
  readonly callId: string;
  readonly args: Record<string, unknown>;
}

/** One gateway for all tests of a file. Every test brings an agent of its own, so that none meets another's calls. */
export interface Scene {
  readonly gateway: TestGateway;
  readonly pause: Pause;
  /** what Stripe really did so far */
  effects(): number;
  /** arguments nobody has used before */
  newCustomer(): Record<string, unknown>;
  call(token: string, args: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** `stripe.create_customer`, which needs a person but no second factor */
  ask(token: string, args?: Record<string, unknown>): Promise<Asked>;
  approve(id: string): Promise<Answer>;
  deny(id: string, reason?: string): Promise<Answer>;
  /** the same person's answer held between "durable" and "executed" while `meanwhile` happens */
  approveThen(id: string, meanwhile: () => Promise<unknown> | unknown): Promise<void>;
  /** waits until nothing moves the call any more; its last state */
  settled(id: string): Promise<string>;
  /** what the asking agent reads of its own approval */
  own(token: string, id: string, method?: 'GET' | 'DELETE'): Promise<Answer>;
  entries(callId: string): Promise<string[]>;
  verify(): Promise<void>;
  /** what policy says about creating customers from now on */
  policy(effect: 'allow' | 'ask' | 'deny'): Promise<void>;
  /** the same installation after a restart */
  restart(): Promise<void>;
}

const OPEN = ['pending', 'approved', 'executing'];

export async function openScene(options: TestGatewayOptions = {}): Promise<Scene> {
  const cleanups: (() => void)[] = [];
  after(() => {
    for (const clean of cleanups.reverse()) clean();
  });
  const pause = pauseAfterApproval();
  let gateway = await startTestGateway(
    { after: (done) => void cleanups.push(done) },
    { wrap: pause.wrap, ...options },
  );
  let people = 0;
  const agentSend = async (token: string, method: string, path: string) => {
    const answer = await fetch(`${gateway.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text,
      body: JSON.parse(text),
    };
  };
  const scene: Scene = {
    get gateway() {
      return gateway;
    },
    pause,
    effects: () => gateway.sandbox.stripe.service.effects.length,
    newCustomer: () => ({ name: `Person ${++people}` }),
    call: (token, args, headers) => gateway.call(token, 'stripe.create_customer', args, headers),
    async ask(token, args = scene.newCustomer()) {
      const asked = await scene.call(token, args);
      assert.equal(asked.status, 202, asked.text);
      return { id: asked.body.approval.id, callId: asked.body.call.id, args };
    },
    async approve(id) {
      const seen = await gateway.operator.send('GET', `/api/v1/approvals/${id}`);
      const { action_sha256, display_sha256 } = seen.body;
      return gateway.operator.send('POST', `/api/v1/approvals/${id}/approve`, {
        action_sha256,
        display_sha256,
      });
    },
    deny: (id, reason) => gateway.operator.deny(id, reason),
    async approveThen(id, meanwhile) {
      const paused = pause.arm();
      const approved = scene.approve(id);
      await Promise.race([paused.reached, approved]);
      await meanwhile();
      paused.go();
      const answer = await approved;
      assert.equal(answer.status, 200, answer.text);
    },
    settled: (id) =>
      until(
        async () => {
          const view = await gateway.running.gateway.approvals.read(ORG, id);
          return view && !OPEN.includes(view.state) ? view.state : null;
        },
        { what: `${id} to settle` },
      ),
    own: (token, id, method = 'GET') => agentSend(token, method, `/v1/approvals/${id}`),
    async entries(callId) {
      const answer = await gateway.operator.send('GET', `/api/v1/audit/entries?call=${callId}`);
      return answer.body.items.map((entry: { kind: string }) => entry.kind).reverse();
    },
    async verify() {
      const verified = await gateway.operator.send('POST', '/api/v1/audit/verify');
      assert.equal(verified.body.ok, true, verified.text);
    },
    async policy(effect) {
      const tiers = [{ connection: 'stripe', operation: 'create_customer', effect }];
      await gateway.running.gateway.policies.install({
        content: { ...gateway.running.gateway.policies.active(), policy: { v: 1, tiers, rules: [] } },
        source: 'test',
        changes: [],
        status: 'active',
        actor: 'system:test',
      });
    },
    async restart() {
      gateway = await gateway.restart();
    },
  };
  return scene;
}
