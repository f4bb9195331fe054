import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@agentport/sandbox';
import type { CDPSession, Page } from 'playwright-core';
import { buildConsole } from '../../packages/console/build.ts';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { type Clock, systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { type Running, startGateway } from '../../packages/gateway/src/serving/index.ts';
import { temporaryDirectory } from '../support/temp.ts';

const INTEGRATIONS = fileURLToPath(new URL('../../integrations', import.meta.url));

/** A new gateway with the built console and a sandbox Stripe beside it, on real time, before it has any person. */
export interface DoorStage {
  readonly running: Running;
  readonly url: string;
  readonly sandbox: Sandbox;
  agent(): Promise<string>;
  entries(): Promise<{ kind: string; entry: Record<string, unknown> }[]>;
}

/** With the sandbox Stripe connected already. */
export async function openDoorStage(t: TestContext, env: Record<string, string> = {}): Promise<DoorStage> {
  const stage = await openBareStage(t, env);
  await stage.running.gateway.connections.create({
    org: ORG,
    name: 'stripe',
    integration: 'stripe',
    key: new Secret(stage.sandbox.stripe.credential),
    baseUrl: stage.sandbox.stripe.url,
    owner: 'console',
    source: null,
    actor: 'system:test',
  });
  return stage;
}

/** With nothing in it. */
export async function openBareStage(
  t: TestContext,
  env: Record<string, string> = {},
  clock: Clock = systemClock,
): Promise<DoorStage> {
  const { directory } = await buildConsole();
  const home = temporaryDirectory(t);
  mkdirSync(join(home, 'state'), { mode: 0o700 });
  const sandbox = await startSandbox({ recorderLog: join(home, 'recorder.jsonl') });
  const settings = {
    AGENTPORT_HOST: '127.0.0.1',
    AGENTPORT_PORT: '0',
    AGENTPORT_DATA_DIR: join(home, 'state', 'data'),
    AGENTPORT_LOG_LEVEL: 'silent',
    ...env,
  };
  const ports = {
    clock,
    random: systemRandom,
    logger: createLogger('silent'),
    secrets: { takeVariable: () => null },
    integrationsDir: INTEGRATIONS,
  };
  const running = await startGateway(readConfig(settings, home, { demo: false }), ports, directory);
  t.after(async () => {
    // the folder goes first: what signs the log at the end finds no place, and that is all right here
    await running.close().catch(() => undefined);
    await sandbox.close();
  });
  return {
    running,
    url: running.url,
    sandbox,
    async agent() {
      const wanted = { org: ORG, name: 'billing', tools: 'auto', expiresInDays: null } as const;
      return (await running.gateway.agents.create({ ...wanted, actor: 'system:test' })).token;
    },
    async entries() {
      const { items } = await running.gateway.audit.list({ limit: 100 });
      return items.map(({ event }) => ({ kind: event.kind, entry: event as never }));
    },
  };
}

/** A device with a passkey, in the browser: answers by itself, as after a finger on the sensor. */
export async function addAuthenticator(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}
