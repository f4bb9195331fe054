import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Clock } from '../kernel/clock.ts';
import type { Database } from './database.ts';
import { dropSchema, newSchemaUrl, openOnClock } from './postgres/testing.ts';
import type { CallTable } from './schema/calls.ts';
import type { ConnectionTable } from './schema/connections.ts';
import { openSqlite } from './sqlite/open.ts';

/** A clock that moves only when a test says so. */
export interface TestClock extends Clock {
  /** moves time on, and runs what became due, in order */
  advance(ms: number): void;
  /** sets the time, also back; nothing becomes due */
  set(now: number): void;
}

export function testClock(start = 1_800_000_000_000): TestClock {
  let now = start;
  let due: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const entry = { at: now + ms, run };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      now += ms;
      const ripe = due.filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at);
      due = due.filter(({ at }) => at > now);
      for (const { run } of ripe) run();
    },
    set(value) {
      now = value;
    },
  };
}

/** A directory of its own for one test, removed afterwards. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'agentport-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export interface TestDatabase {
  readonly db: Database;
  /** of the file; on PostgreSQL of one that is not there */
  readonly path: string;
  readonly directory: string;
  readonly clock: TestClock;
  /** of the schema; null on SQLite */
  readonly url: string | null;
}

export type Dialect = Database['dialect'];

const dialects = new WeakMap<TestContext, Dialect>();

/** The database a test runs on: what `onBothDatabases` says, else AGENTPORT_TEST_DATABASE, else SQLite. */
export function dialectOf(t: object): Dialect {
  const said = dialects.get(t as TestContext);
  return said ?? (process.env.AGENTPORT_TEST_DATABASE === 'postgres' ? 'postgres' : 'sqlite');
}

/** The same test twice: once on SQLite under its own title, once on PostgreSQL. */
export function onBothDatabases(title: string, body: (t: TestContext) => Promise<void>): void {
  test(title, (t) => {
    dialects.set(t, 'sqlite');
    return body(t);
  });
  test(`${title} (PostgreSQL)`, (t) => {
    dialects.set(t, 'postgres');
    return body(t);
  });
}

/** A real, migrated database for one test. Closing it twice does no harm, so a test may close it itself. */
export async function testDatabase(t: TestContext, clock: TestClock = testClock()): Promise<TestDatabase> {
  const directory = temporaryDirectory(t);
  const path = join(directory, 'agentport.db');
  const url = dialectOf(t) === 'postgres' ? await newSchemaUrl() : null;
  const db = url === null ? await openSqlite({ path, clock }) : await openOnClock(url, clock);
  t.after(async () => {
    await db.close();
    if (url !== null) await dropSchema(url);
  });
  return { db, path, directory, clock, url };
}

/** As `testDatabase`, for tests that share one database and close it themselves. */
export async function openTestDatabase(
  directory: string,
  clock: Clock,
): Promise<{ db: Database; close(): Promise<void> }> {
  if (dialectOf({}) === 'sqlite') {
    const db = await openSqlite({ path: join(directory, 'data', 'agentport.db'), clock });
    return { db, close: () => db.close() };
  }
  const url = await newSchemaUrl();
  const db = await openOnClock(url, clock);
  return { db, close: () => db.close().then(() => dropSchema(url)) };
}

/** A connection as a row, for tests that need one to hang calls on. */
export function connectionRow(changes: Partial<ConnectionTable> = {}): ConnectionTable {
  return {
    id: 'con_1',
    org: 'default',
    name: 'stripe',
    integration: 'stripe',
    version: 1,
    credential_version: 1,
    base_url: 'https://service.example',
    definition_sha256: '0'.repeat(64),
    tools: null,
    status: 'active',
    owner: 'console',
    source: null,
    created_at: 1,
    disabled_at: null,
    concurrent_calls: null,
    deadline_ms: null,
    ...changes,
  };
}

/** A call as a row; its intent is its own unless the test gives one. */
export function callRow(changes: Partial<CallTable> = {}): CallTable {
  return {
    id: 'cal_1',
    org: 'default',
    agent_id: 'agt_1',
    connection_id: 'con_1',
    operation: 'create_refund',
    risk: 'financial',
    session: null,
    state: 'pending',
    intent_sha256: changes.id ?? '0'.repeat(64),
    action_sha256: '0'.repeat(64),
    action_payload: 'pay_1',
    idempotency_key: null,
    permit_id: null,
    requester_address: null,
    requester_token: null,
    played_by: null,
    created_at: 1,
    executing_at: null,
    finished_at: null,
    upstream_status: null,
    problem: null,
    result_payload: null,
    collected_at: null,
    gateway_id: null,
    gateway_epoch: null,
    ...changes,
  };
}
