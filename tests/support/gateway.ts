import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@agentport/sandbox';
import { request } from 'undici';
import { type Config, readConfig } from '../../packages/gateway/src/config.ts';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { createLogger, type Logger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { fromBase32, totpCode, totpStep } from '../../packages/gateway/src/operators/index.ts';
import type { Wrap } from '../../packages/gateway/src/ports.ts';
import { type Running, startGateway } from '../../packages/gateway/src/serving/index.ts';
import {
  type Dialect,
  dialectOf,
  type TestClock,
  testClock,
} from '../../packages/gateway/src/storage/testing.ts';
import { dropSchema, newSchemaUrl, openHere } from './postgres.ts';
import { sparing } from './sparing.ts';
import { type CleansUp, temporaryDirectory } from './temp.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const PASSWORD = 'a long enough test password';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as the wire has them and assert on what they read
  readonly body: any;
  readonly text: string;
}

/** A person with a second factor, signed in as a browser would be. */
export interface TestOperator {
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
  /** the code of this moment, on the gateway's clock */
  code(): string;
  /** cookie and CSRF token of the present sign-in */
  readonly cookie: string;
  readonly csrf: string;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** looks at a request and approves exactly what it showed */
  approve(approvalId: string, extra?: Record<string, unknown>): Promise<Answer>;
  deny(approvalId: string, reason?: string): Promise<Answer>;
}

export interface TestGateway {
  readonly url: string;
  readonly running: Running;
  readonly clock: TestClock;
  readonly sandbox: Sandbox;
  readonly home: string;
  readonly dataDir: string;
  readonly configFile: string;
  /** address of its schema; null on SQLite */
  readonly databaseUrl: string | null;
  readonly operator: TestOperator;
  agent(name?: string): Promise<{ id: string; token: string }>;
  /** POST /{connection}/{operation} without waiting for people, unless headers say otherwise */
  call(token: string, target: string, args: unknown, headers?: Record<string, string>): Promise<Answer>;
  /**
   * closes and opens the same installation again, as a restart does
   * @param meanwhile what happens to its files in between
   */
  restart(meanwhile?: () => Promise<unknown>): Promise<TestGateway>;
}

export interface TestGatewayOptions {
  readonly clock?: TestClock;
  /** what the whole file runs on unless given; see `dialectOf` */
  readonly database?: Dialect;
  /** another gateway on the database, the root key, the services and the clock of this one; see `startCluster` */
  readonly joins?: TestGateway;
  /** written to agentport.yaml before the start; `{stripe}` stands for the sandbox's address */
  readonly yaml?: string;
  /** ceilings that the story needs to be higher or lower; written into agentport.yaml under `limits` */
  readonly limits?: Readonly<Record<string, number>>;
  /** adds the sandbox Stripe and GitHub by hand; true unless `yaml` is given */
  readonly connections?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly logger?: Logger;
  readonly sandbox?: Sandbox;
  /** the repository's own unless given */
  readonly integrationsDir?: string;
  /** stops the gateway between two steps */
  readonly wrap?: Wrap;
}

/** A whole gateway in this process: a real database, real HTTP on loopback, sandbox services, and a clock to turn by hand. */
export async function startTestGateway(t: CleansUp, options: TestGatewayOptions = {}): Promise<TestGateway> {
  const home = temporaryDirectory(t);
  const clock = options.clock ?? testClock(Date.UTC(2027, 0, 15, 12));
  const sandbox = options.sandbox ?? (await startSandbox({ recorderLog: join(home, 'recorder.jsonl') }));
  if (!options.sandbox) t.after(() => void sandbox.close());
  mkdirSync(join(home, 'state'), { mode: 0o700 });
  const configFile = join(home, 'agentport.yaml');
  const yaml = [options.yaml?.replaceAll('{stripe}', sandbox.stripe.url), limitsBlock(options)].filter(
    Boolean,
  );
  if (yaml.length > 0) writeFileSync(configFile, yaml.join('\n'));
  const { joins } = options;
  const isPostgres = (options.database ?? dialectOf(t)) === 'postgres';
  const databaseUrl = joins ? joins.databaseUrl : isPostgres ? await newSchemaUrl() : null;
  const opened = { home, clock, sandbox, configFile, databaseUrl, options };
  const running = await open(opened);
  const closing = { running };
  t.after(async () => {
    await closing.running.close().catch(() => undefined);
    if (databaseUrl !== null && !joins) await dropSchema(databaseUrl);
  });
  if (options.connections ?? (!options.yaml && !joins)) await connectSandbox(running, sandbox);
  const operator = joins
    ? await signInAgain(running, clock, joins.operator)
    : await createOperator(running, clock);
  return assemble(opened, closing, operator);
}

function limitsBlock({ limits }: TestGatewayOptions): string {
  const lines = Object.entries(limits ?? {}).map(([name, value]) => `  ${name}: ${value}`);
  return lines.length === 0 ? '' : ['limits:', ...lines, ''].join('\n');
}

interface Opened {
  readonly home: string;
  readonly clock: TestClock;
  readonly sandbox: Sandbox;
  readonly configFile: string;
  readonly databaseUrl: string | null;
  readonly options: TestGatewayOptions;
}

function open({ home, clock, configFile, databaseUrl, options }: Opened): Promise<Running> {
  const env = {
    AGENTPORT_HOST: '127.0.0.1',
    AGENTPORT_PORT: '0',
    AGENTPORT_DATA_DIR: join(home, 'state', 'data'),
    AGENTPORT_CONFIG: configFile,
    AGENTPORT_LOG_LEVEL: 'silent',
    ...options.env,
  };
  const config = readConfig(env, home, { demo: false });
  const ports = {
    clock,
    random: systemRandom,
    logger: options.logger ?? createLogger('error'),
    secrets: { takeVariable: (name: string) => options.env?.[name] ?? null },
    integrationsDir: options.integrationsDir ?? join(REPOSITORY, 'integrations'),
    wrap: {
      ...sparing,
      ...(databaseUrl !== null && {
        openDatabase: (config: Config) => openHere(config.dataDir, databaseUrl, clock),
      }),
      ...options.wrap,
    },
  };
  return startGateway(config, ports, join(REPOSITORY, 'packages', 'console', 'dist'));
}

function assemble(opened: Opened, closing: { running: Running }, operator: OperatorSecrets): TestGateway {
  const { running } = closing;
  return {
    url: running.url,
    running,
    clock: opened.clock,
    sandbox: opened.sandbox,
    home: opened.home,
    dataDir: join(opened.home, 'state', 'data'),
    configFile: opened.configFile,
    databaseUrl: opened.databaseUrl,
    operator: operatorOf(running.url, opened.clock, operator),
    async agent(name = `agent-${systemRandom.bytes(3).toString('hex')}`) {
      const made = await running.gateway.agents.create({
        org: ORG,
        name,
        tools: 'auto',
        expiresInDays: null,
        actor: 'system:test',
      });
      return { id: made.agent.id, token: made.token };
    },
    call: (token, target, args, headers) =>
      send(running.url, 'POST', `/${target.replace('.', '/')}`, args, {
        authorization: `Bearer ${token}`,
        prefer: 'respond-async',
        ...headers,
      }),
    async restart(meanwhile) {
      await closing.running.close();
      await meanwhile?.();
      closing.running = await open(opened);
      return assemble(opened, closing, operator);
    },
  };
}

async function connectSandbox(running: Running, sandbox: Sandbox): Promise<void> {
  for (const integration of ['stripe', 'github'] as const) {
    await running.gateway.connections.create({
      org: ORG,
      name: integration,
      integration,
      key: new Secret(sandbox[integration].credential),
      baseUrl: sandbox[integration].url,
      owner: 'console',
      source: null,
      actor: 'system:test',
    });
  }
}

interface OperatorSecrets {
  readonly email: string;
  readonly totpSecret: string;
  readonly cookie: string;
  readonly csrf: string;
}

async function createOperator(running: Running, clock: TestClock): Promise<OperatorSecrets> {
  const email = 'anna@example.com';
  const made = await running.gateway.operators.bootstrap({ email, name: 'Anna Brandt', password: PASSWORD });
  return signInAgain(running, clock, { email, totpSecret: made.totpSecret });
}

async function signInAgain(
  running: Running,
  clock: TestClock,
  { email, totpSecret }: Pick<OperatorSecrets, 'email' | 'totpSecret'>,
): Promise<OperatorSecrets> {
  // the bootstrap sign-in lasts fifteen minutes; tests turn the clock further than that, so they sign in as people do
  clock.advance(60_000);
  const code = totpCode(fromBase32(totpSecret), totpStep(clock.now()));
  const signedIn = await send(
    running.url,
    'POST',
    '/api/v1/sign-ins',
    { email, password: PASSWORD, code },
    {
      origin: running.url,
    },
  );
  if (signedIn.status !== 200) throw new Error(`the test operator could not sign in: ${signedIn.text}`);
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  clock.advance(60_000);
  return { email, totpSecret, cookie, csrf: signedIn.body.csrf_token };
}

function operatorOf(url: string, clock: TestClock, secrets: OperatorSecrets): TestOperator {
  const sendAs: TestOperator['send'] = (method, path, body, headers) =>
    send(url, method, path, body, {
      cookie: secrets.cookie,
      origin: url,
      'x-agentport-csrf': secrets.csrf,
      ...headers,
    });
  const code = () => totpCode(fromBase32(secrets.totpSecret), totpStep(clock.now()));
  return {
    email: secrets.email,
    password: PASSWORD,
    totpSecret: secrets.totpSecret,
    code,
    cookie: secrets.cookie,
    csrf: secrets.csrf,
    send: sendAs,
    async approve(approvalId, extra = {}) {
      const seen = await sendAs('GET', `/api/v1/approvals/${approvalId}`);
      const { action_sha256, display_sha256 } = seen.body;
      clock.advance(30_000); // each code opens once
      return sendAs('POST', `/api/v1/approvals/${approvalId}/approve`, {
        action_sha256,
        display_sha256,
        code: code(),
        ...extra,
      });
    },
    deny: (approvalId, reason) =>
      sendAs('POST', `/api/v1/approvals/${approvalId}/deny`, reason === undefined ? {} : { reason }),
  };
}

/** One request as it goes over the wire; JSON in, JSON or text out. */
export async function send(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await request(`${url}${path}`, {
    method: method as 'GET',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.body.text();
  const isJson = /^application\/json(;|$)/.test(String(answer.headers['content-type'])) && text !== '';
  return { status: answer.statusCode, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null };
}
