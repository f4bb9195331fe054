import { readFileSync } from 'node:fs';
import { intentDigest } from '@agentport/engine';
import { type Kysely, sql } from 'kysely';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { parseDatabaseUrl } from '../../packages/gateway/src/storage/postgres/location.ts';
import { connectPostgres } from '../../packages/gateway/src/storage/postgres/open.ts';
import type { Schema } from '../../packages/gateway/src/storage/schema.ts';
import { openSqliteReader } from '../../packages/gateway/src/storage/sqlite/connect.ts';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import { type Answer, send } from '../support/gateway.ts';
import type { CleansUp } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { type Asked, checkHistory, type Told } from './history.ts';
import { type Agent, type Installation, install } from './installation.ts';
import { breakMould } from './mould.ts';
import { warmUp } from './warm-up.ts';

export type Operation = 'read' | 'note' | 'write' | 'erase';

/** An installation with its gateways, and everything that anybody outside was told. */
export interface Stage {
  readonly installation: Installation;
  /** those who ask */
  readonly agents: readonly Agent[];
  /** puts one that nobody has seen in the place of one that was stopped */
  replaceAgent(index: number): void;
  /** the running one, started when there is none */
  gateway(index?: number): Promise<GatewayProcess>;
  /** asks once; null when the answer was cut off */
  ask(agent: Agent, operation: Operation, ref: string, options?: AskOptions): Promise<Answer | null>;
  /** looks at a question and answers it; null when that was cut off */
  answer(ref: string, approval: string, answer: 'approve' | 'deny', gateway?: number): Promise<Answer | null>;
  person(method: string, path: string, body?: unknown, gateway?: number): Promise<Answer | null>;
  /** what does not fit and was not said before, when everything is at rest */
  check(gateway?: number): Promise<string[]>;
  /** makes the lease of a gateway run out now; PostgreSQL only */
  lapse(gateway: number): Promise<void>;
  /** asks the database what is committed */
  look<T>(ask: (read: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** how many entries the log has */
  entries(): Promise<number>;
  /** waits until no call is on its way */
  rest(deadlineMs?: number): Promise<boolean>;
}

export interface AskOptions {
  /** how long the agent waits, seconds */
  readonly wait?: number;
  readonly key?: string;
  readonly gateway?: number;
}

export async function openStage(
  t: CleansUp,
  dialect: Dialect,
  counts: { agents: number; spareAgents?: number; gateways: number; starts: 'few' | 'many' },
): Promise<Stage> {
  const { agents: asking, spareAgents = 0, gateways, starts } = counts;
  const installation = await install(t, dialect, { agents: asking + spareAgents, gateways });
  const agents = installation.agents.slice(0, asking);
  const spares = installation.agents.slice(asking);
  const { ledger } = installation;
  const running = new Map<number, Promise<GatewayProcess>>();
  t.after(async () => {
    await breakMould();
    for (const gateway of running.values()) await (await gateway.catch(() => null))?.kill();
  });
  const look = <T>(ask: (read: Kysely<Schema>) => Promise<T>) => lookInto(installation, ask);
  const asked = new Map<string, Asked>();
  const told: Told[] = [];
  const reported = new Set<string>();

  let connection: string | null = null;
  const connectionId = async () => {
    connection ??= (
      await look((read) => read.selectFrom('connections').select('id').executeTakeFirstOrThrow())
    ).id;
    return connection;
  };
  const replace = async (index: number, before: Promise<GatewayProcess> | undefined) => {
    const known = await before?.catch(() => null);
    if (known?.isAlive()) return known;
    await known?.exited;
    const home = installation.homes[index];
    if (home === undefined) throw new Error(`there is no gateway ${index}`);
    return startGatewayProcess(home);
  };
  const gateway = (index = 0): Promise<GatewayProcess> => {
    const next = replace(index, running.get(index)); // one after another, so that a dead one is replaced once
    running.set(index, next);
    return next;
  };
  const person: Stage['person'] = async (method, path, body, index) => {
    const { url } = await gateway(index);
    const [who] = installation.people;
    const headers = { cookie: who?.cookie ?? '', origin: url, 'x-agentport-csrf': who?.csrf ?? '' };
    return send(url, method, path, body, headers).catch(() => null);
  };
  /** null while the database is away */
  const verify = async (index?: number) => {
    const answer = await person('POST', '/api/v1/audit/verify', undefined, index);
    return answer?.status === 200 ? answer : null;
  };
  const stage: Stage = {
    installation,
    agents,
    look,
    replaceAgent(index) {
      const next = spares.shift();
      if (next !== undefined) agents[index] = next;
    },
    gateway,
    person,
    async ask(agent, operation, ref, { wait = 0, key, gateway: index } = {}) {
      const { url } = await gateway(index);
      const intent = {
        org: ORG,
        agent: agent.id,
        connection: await connectionId(),
        operation,
        args: { ref },
      };
      asked.set(intentDigest(intent), { ref, operation, keyed: key !== undefined });
      const headers = {
        authorization: `Bearer ${agent.token}`,
        prefer: wait === 0 ? 'respond-async' : `wait=${wait}`,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      };
      const answer = await send(url, 'POST', `/ledger/${operation}`, { ref }, headers).catch(() => null);
      if (answer) told.push(toldBy(answer, ref, key !== undefined));
      return answer;
    },
    async answer(ref, approval, verdict, index) {
      const seen = await person('GET', `/api/v1/approvals/${approval}`, undefined, index);
      if (seen?.status !== 200) return seen;
      const { action_sha256, display_sha256 } = seen.body;
      const body = verdict === 'approve' ? { action_sha256, display_sha256 } : {};
      const answer = await person('POST', `/api/v1/approvals/${approval}/${verdict}`, body, index);
      if (answer?.status === 200)
        told.push({ kind: verdict === 'approve' ? 'approved' : 'denied', ref, approval });
      return answer;
    },
    async lapse(index) {
      const home = installation.homes[index];
      const id = readFileSync(`${home?.folder}/data/gateway-id`, 'utf8').trim();
      await look((read) =>
        sql`update gateways set lease_until = 1 where id = ${id} and lease_until > 1`.execute(read),
      );
    },
    async check(index) {
      const found = await look((read) => checkHistory(read, { asked, told, effects: ledger.effects }));
      const verified = await until(() => verify(index), {
        deadlineMs: 10_000,
        what: 'the log to be verified',
      });
      const all = verified.body.ok === true ? found : [...found, `the log does not verify: ${verified.text}`];
      const fresh = all.filter((violation) => !reported.has(violation));
      for (const violation of fresh) reported.add(violation);
      return fresh;
    },
    entries: () =>
      look(async (read) => {
        const count = read.selectFrom('audit_entries').select((eb) => eb.fn.countAll<number>().as('count'));
        return (await count.executeTakeFirstOrThrow()).count;
      }),
    async rest(deadlineMs = 4_000) {
      const isStill = () =>
        look(async (read) => {
          const moving = read
            .selectFrom('calls')
            .select('id')
            .where('state', 'in', ['approved', 'executing']);
          const waiting = read.selectFrom('audit_inbox').select('id');
          return (await moving.execute()).length + (await waiting.execute()).length === 0;
        });
      return until(isStill, { deadlineMs, stepMs: 50, what: 'everything to come to rest' }).catch(
        () => false,
      );
    },
  };
  await warmUp(stage, starts);
  return stage;

  function toldBy({ status, body, headers }: Answer, ref: string, keyed: boolean): Told {
    if (status === 202) return { kind: 'pending', ref, approval: body.approval.id };
    const kind = status === 200 ? 'result' : status === 424 ? 'unknown' : 'refused';
    const id = headers['agentport-call'];
    return { kind, ref, keyed, call: typeof id === 'string' ? id : null };
  }
}

/** Reads what is committed while gateways run, by a connection of its own each time. */
async function lookInto<T>(
  { databaseUrl, dataDir }: Installation,
  ask: (read: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  const { read, close } =
    databaseUrl === null
      ? openSqliteReader({ path: `${dataDir}/agentport.db`, clock: systemClock })
      : connectPostgres({ location: parseDatabaseUrl(databaseUrl) });
  try {
    return await ask(read);
  } finally {
    await close();
  }
}
