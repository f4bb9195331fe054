import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { fromBase32, totpCode, totpStep } from '../../packages/gateway/src/operators/index.ts';
import { startGateway } from '../../packages/gateway/src/serving/index.ts';
import { dropSchema, newSchemaUrl } from '../../packages/gateway/src/storage/postgres/testing.ts';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import { send } from '../support/gateway.ts';
import { type CleansUp, temporaryDirectory } from '../support/temp.ts';
import { type Ledger, startLedger } from './ledger.ts';

/** What one gateway process is started with. */
export interface Home {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Agent {
  readonly id: string;
  readonly token: string;
}

/** An approver, signed in as a browser would be; sign-ins outlive the gateways. */
export interface Person {
  readonly cookie: string;
  readonly csrf: string;
}

/** An installation on real time, with nobody running it. */
export interface Installation {
  readonly dialect: Dialect;
  readonly ledger: Ledger;
  readonly agents: readonly Agent[];
  readonly people: readonly Person[];
  /** address of its schema; null on SQLite */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** one for each gateway that may run at the same time; on SQLite one */
  readonly homes: readonly Home[];
}

const PASSWORD = 'a long enough test password';
const MANY = 1_000_000;

const YAML = `
limits:
  calls_per_minute: ${MANY}
  total_calls_per_minute: ${MANY}
  concurrent_calls: 10000
  pending_per_operation: 10000
  pending_approvals: 10000
`;

const INTEGRATIONS = join(import.meta.dirname, 'integrations');

export async function install(
  t: CleansUp,
  dialect: Dialect,
  counts: { agents: number; gateways: number },
): Promise<Installation> {
  const folder = temporaryDirectory(t, 'agentport-torture');
  const ledger = await startLedger();
  t.after(() => ledger.close());
  const databaseUrl = dialect === 'postgres' ? await newSchemaUrl() : null;
  if (databaseUrl !== null) t.after(() => dropSchema(databaseUrl));
  const homes = Array.from({ length: dialect === 'postgres' ? counts.gateways : 1 }, (_, index) =>
    makeHome(join(folder, `gateway-${index}`), databaseUrl),
  );
  const [first] = homes;
  if (first === undefined) throw new Error('an installation has at least one gateway');
  const made = await furnish(first, ledger, counts.agents);
  for (const home of homes.slice(1)) {
    copyFileSync(join(first.folder, 'root.key'), join(home.folder, 'root.key'));
  }
  return { dialect, ledger, databaseUrl, homes, dataDir: join(first.folder, 'data'), ...made };
}

function makeHome(folder: string, databaseUrl: string | null): Home {
  mkdirSync(folder, { mode: 0o700, recursive: true });
  writeFileSync(join(folder, 'agentport.yaml'), YAML, { mode: 0o600 });
  return {
    folder,
    env: {
      AGENTPORT_HOST: '127.0.0.1',
      AGENTPORT_PORT: '0',
      AGENTPORT_DATA_DIR: join(folder, 'data'),
      AGENTPORT_CONFIG: join(folder, 'agentport.yaml'),
      AGENTPORT_LOG_LEVEL: 'error',
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    },
  };
}

/** Opens it once to make agents, people and the connection. */
async function furnish(home: Home, ledger: Ledger, agentCount: number) {
  const config = readConfig(home.env, home.folder, { demo: false });
  const running = await startGateway(
    config,
    {
      clock: systemClock,
      random: systemRandom,
      logger: createLogger('error'),
      secrets: { takeVariable: () => null },
      integrationsDir: INTEGRATIONS,
    },
    join(import.meta.dirname, '..', '..', 'packages', 'console', 'dist'),
  );
  const { gateway, url } = running;
  try {
    await gateway.connections.create({
      org: ORG,
      name: 'ledger',
      integration: 'ledger',
      key: new Secret('lk_torture'),
      baseUrl: ledger.url,
      owner: 'console',
      source: null,
      actor: 'system:test',
    });
    const agents: Agent[] = [];
    for (let index = 0; index < agentCount; index++) {
      const name = `agent-${index}`;
      const made = await gateway.agents.create({
        org: ORG,
        name,
        tools: 'auto',
        expiresInDays: null,
        actor: 'system:test',
      });
      agents.push({ id: made.agent.id, token: made.token });
    }
    const { totpSecret } = await gateway.operators.bootstrap({
      email: 'anna@example.com',
      name: 'Anna Brandt',
      password: PASSWORD,
    });
    return { agents, people: [await signIn(url, 'anna@example.com', totpSecret)] };
  } finally {
    await running.close();
  }
}

async function signIn(url: string, email: string, totpSecret: string): Promise<Person> {
  const code = totpCode(fromBase32(totpSecret), totpStep(Date.now()));
  const body = { email, password: PASSWORD, code };
  const answer = await send(url, 'POST', '/api/v1/sign-ins', body, { origin: url });
  if (answer.status !== 200) throw new Error(`the approver could not sign in: ${answer.text}`);
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
  return { cookie, csrf: answer.body.csrf_token };
}
