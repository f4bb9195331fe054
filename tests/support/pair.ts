import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { type Running, startGateway } from '../../packages/gateway/src/serving/index.ts';
import { openOnClock } from '../../packages/gateway/src/storage/postgres/testing.ts';
import { type Answer, send, startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts';
import { runningClock } from './running-clock.ts';
import { sparing } from './sparing.ts';
import type { CleansUp } from './temp.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Two gateways on one PostgreSQL, with data directories of their own and one root key, in running time. */
export interface Pair {
  readonly a: TestGateway;
  readonly b: Running;
  /** an agent's call through B, without waiting for people unless headers say otherwise */
  callB(token: string, target: string, args: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** a person approves, at B, exactly what is shown there */
  approveAtB(approvalId: string): Promise<void>;
}

export async function startPair(t: CleansUp, options: TestGatewayOptions = {}): Promise<Pair> {
  const laterOnes: (() => unknown)[] = [];
  const clock = runningClock();
  const cleansUp = { after: (clean: () => unknown) => void laterOnes.push(clean) } as CleansUp;
  const a = await startTestGateway(cleansUp, { ...options, clock, database: 'postgres' });
  const b = await startBeside(a);
  t.after(async () => {
    await b.close(); // before the schema goes
    for (const clean of laterOnes) await clean();
  });
  return {
    a,
    b,
    callB: (token, target, args, headers) =>
      send(b.url, 'POST', `/${target.replace('.', '/')}`, args, {
        authorization: `Bearer ${token}`,
        prefer: 'respond-async',
        ...headers,
      }),
    async approveAtB(approvalId) {
      const view = await b.gateway.approvals.read(ORG, approvalId);
      if (!view) throw new Error(`B does not know ${approvalId}`);
      const [person] = await b.gateway.db.read.selectFrom('operators').select('id').execute();
      await b.gateway.approvals.decide({
        org: ORG,
        id: approvalId,
        answer: 'approve',
        by: { operatorId: person?.id ?? '', signInId: 'sin_b', address: null, secondFactor: 'totp' },
        actionSha256: view.actionSha256,
        displaySha256: view.displaySha256,
        reason: null,
      });
    },
  };
}

function startBeside(a: TestGateway): Promise<Running> {
  const { databaseUrl } = a;
  if (databaseUrl === null) throw new Error('two gateways share a PostgreSQL');
  const home = join(a.home, 'b');
  mkdirSync(home, { mode: 0o700 });
  const env = {
    AGENTPORT_HOST: '127.0.0.1',
    AGENTPORT_PORT: '0',
    AGENTPORT_DATA_DIR: join(home, 'data'),
    AGENTPORT_CONFIG: join(home, 'agentport.yaml'),
    AGENTPORT_ROOT_KEY_FILE: join(a.home, 'state', 'root.key'),
    AGENTPORT_LOG_LEVEL: 'silent',
  };
  return startGateway(
    readConfig(env, home, { demo: false }),
    {
      clock: a.clock,
      random: systemRandom,
      logger: createLogger('silent'),
      secrets: { takeVariable: () => null },
      integrationsDir: join(REPOSITORY, 'integrations'),
      wrap: { ...sparing, openDatabase: () => openOnClock(databaseUrl, a.clock) },
    },
    join(REPOSITORY, 'packages', 'console', 'dist'),
  );
}
