import assert from 'node:assert/strict';
import { type Action, actionDigest, type HttpWire, type Risk, sha256Hex } from '@agentport/engine';
import { type Permit, type PermitFields, sealPermit } from '../approvals/permit.ts';
import { systemClock } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { createLanes } from '../limits/index.ts';
import { createOauthTokens } from '../oauth/index.ts';
import { createHttpUpstream, createMcpUpstream } from '../upstream/index.ts';
import type { Vault } from '../vault/index.ts';
import { TEST_TIME, testClock, testDatabase, testVault } from '../vault/testing.ts';
import { createCourier, type Send } from './courier.ts';
import type { AuthSlot, Route } from './route.ts';
import type { Sent } from './sent.ts';

/** Plainly fake, with characters that every encoding writes differently. */
export const FAKE_KEY = 'sk_test_fake+canary/0123456789';

export interface Bench {
  readonly vault: Vault;
  readonly clock: ReturnType<typeof testClock>;
  readonly logged: unknown[];
  /** the route the courier is told; a test may change it */
  route: Route | null;
  action(part?: Partial<HttpWire>, body?: Uint8Array, risk?: Risk): Action;
  permit(action: Action, part?: Partial<PermitFields>): Permit;
  send(part: Partial<Send> & { action: Action }): Promise<Sent>;
  close(): Promise<void>;
}

/** A real vault, upstream and courier around one connection to `origin`. */
export async function courierBench(
  origin: string,
  auth: AuthSlot = { kind: 'bearer' },
  key = FAKE_KEY,
): Promise<Bench> {
  const clock = testClock();
  const db = testDatabase();
  const vault = await testVault({ db, clock });
  const credential = { org: 'default', connectionId: 'con_1', field: 'key', version: 1 };
  await db.unit((tx) => vault.sealCredential(tx, { ...credential, secret: new Secret(key) }));
  const http = createHttpUpstream({ clock: systemClock });
  const mcp = createMcpUpstream({ clock: systemClock });
  const logged: unknown[] = [];
  const log = (fields: unknown, message: string) => void logged.push([fields, message]);
  const logger = { error: log, warn: log, info: log, debug: log };
  const courier = createCourier({
    ...{ vault, http, mcp, clock, logger },
    lanes: createLanes(clock),
    describeConnection: () => bench.route,
    tokens: createOauthTokens({
      db,
      vault,
      audit: { append: async () => undefined as never },
      random: systemRandom,
    }),
    findAccessToken: async () => assert.fail('this bench has no access tokens'),
  });
  let permits = 0;
  const bench: Bench = {
    vault,
    clock,
    logged,
    route: {
      org: 'default',
      connectionVersion: 1,
      definitionSha256: 'd'.repeat(64),
      active: true,
      url: origin,
      named: true,
      auth,
      credential,
      idempotencyHeader: null,
      definite5xx: false,
      replyErrors: null,
      timeoutMs: 2_000,
      places: 16,
      toolDigests: null,
    },
    action: (part, body = new Uint8Array(), risk = 'read') => actionOf(wireOf(origin, part, body), risk),
    permit: (action, part = {}) =>
      sealPermit(vault, {
        id: `pmt_${++permits}`,
        call_id: 'cal_1',
        org: 'default',
        agent_id: 'agt_1',
        connection_id: 'con_1',
        connection_version: 1,
        definition_sha256: 'd'.repeat(64),
        action_sha256: actionDigest(action),
        expires_at: TEST_TIME + 60_000,
        ...part,
      }),
    send: ({ action, ...rest }) =>
      courier.send({ permit: bench.permit(action), action, body: new Uint8Array(), ...rest }),
    async close() {
      await Promise.all([http.close(), mcp.close(), db.close()]);
    },
  };
  return bench;
}

export function actionOf(wire: Action['wire'], risk: Risk): Action {
  return {
    v: 1,
    instance: 'ins_test',
    org: 'default',
    agent: 'agt_1',
    session: null,
    connection: { id: 'con_1', version: 1 },
    integration: { id: 'test', version: '1', definition_sha256: 'd'.repeat(64) },
    operation: 'do_it',
    args: {},
    wire,
    policy: { version: 1 },
    risk,
    created_at: TEST_TIME,
    nonce: 'n',
    approve_before: TEST_TIME + 1_800_000,
  };
}

function wireOf(origin: string, part: Partial<HttpWire> = {}, body: Uint8Array): HttpWire {
  return {
    kind: 'http',
    method: 'GET',
    origin,
    path: '/v1/thing',
    query: [],
    headers: [],
    body_sha256: sha256Hex(body),
    body_bytes: body.length,
    ...part,
  };
}
