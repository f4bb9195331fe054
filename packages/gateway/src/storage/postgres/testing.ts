import { randomBytes } from 'node:crypto';
import { Client, type ClientBase } from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../database.ts';
import { parseDatabaseUrl } from './location.ts';
import { connectPostgres, openPostgres } from './open.ts';
import { clientConfig } from './pool.ts';
import { startTestServer } from './server.fixture.ts';

let server: Promise<string> | null = null;

/** The server of TEST_DATABASE_URL, or one that this process starts at the first use and that ends with it. */
export function testServerUrl(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL;
  server ??= given ? Promise.resolve(given) : startTestServer().then(({ url }) => url);
  return server;
}

/** The address of a schema of its own. */
export async function newSchemaUrl(): Promise<string> {
  const url = new URL(await testServerUrl());
  url.searchParams.set('schema', `test_${randomBytes(8).toString('hex')}`);
  return url.href;
}

export async function dropSchema(url: string): Promise<void> {
  const location = parseDatabaseUrl(url);
  const client = new Client(clientConfig(location, 30_000));
  await client.connect();
  try {
    await client.query(`drop schema if exists ${location.schema} cascade`);
  } finally {
    await client.end();
  }
}

/**
 * Opens a schema whose `db_now()` is the clock of the test. The function of the product reads nothing that SQL could
 * set; here it is replaced by one that does, and each connection is told the time before its statements.
 */
export async function openOnClock(url: string, clock: Clock): Promise<Database> {
  const location = parseDatabaseUrl(url);
  const made = await openPostgres({ location });
  await made.close();
  await replaceTime(url);
  const told = new WeakMap<ClientBase, number>();
  return connectPostgres({
    location,
    beforeStatement(client) {
      const now = clock.now();
      if (told.get(client) === now) return;
      // a rollback forgets it again, so it is told outside of transactions only once
      if (client.getTransactionStatus?.() === 'I') told.set(client, now);
      client.query(`set agentport.test_now = '${now}'`).catch(() => undefined);
    },
  });
}

async function replaceTime(url: string): Promise<void> {
  const client = new Client(clientConfig(parseDatabaseUrl(url), 30_000));
  await client.connect();
  try {
    await client.query(
      `create or replace function db_now() returns bigint language sql volatile as
        $$ select current_setting('agentport.test_now')::bigint $$`,
    );
  } finally {
    await client.end();
  }
}
