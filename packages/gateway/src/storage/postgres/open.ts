import { type Kysely, sql } from 'kysely';
import type { Pool } from 'pg';
import { type Clock, systemClock } from '../../kernel/clock.ts';
import { Fault } from '../../kernel/fault.ts';
import type { Database } from '../database.ts';
import { migrate } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import { askVerdict } from './commit.ts';
import { PostgresConnection } from './connection.ts';
import { isConnectionLost, isStalePlan, postgresFault, STALE_PLANS_MAX } from './fault.ts';
import { kyselyOver } from './kysely.ts';
import { describeLocation, type PostgresLocation } from './location.ts';
import { type BeforeStatement, openPool } from './pool.ts';
import { openSignals } from './signals.ts';
import { PostgresUnits } from './units.ts';

/** Two pools: a unit that reads outside itself must not wait for a connection that only units hold. */
const UNITS = { max: 10, statementMs: 15_000 };
const READS = { max: 10, statementMs: 60_000 };
/** A step over a large table takes as long as it takes. */
const MIGRATION_MS = 3_600_000;

const OLDEST_SERVER = 14;

export interface PostgresOptions {
  readonly location: PostgresLocation;
  /** waits between attempts to reach the server */
  readonly clock?: Pick<Clock, 'after'>;
}

/**
 * Opens the database several gateways may share: checks the server, makes the schema when it is missing, and brings it
 * to this version, one gateway after another.
 * @throws {Fault} storage_unavailable, unsafe_setting, database_newer
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const preparing = connectPostgres({ ...options, statementMs: MIGRATION_MS });
  try {
    await checkServer(preparing.read, options.location);
    await makeSchema(preparing.read, options.location.schema);
    await migrate(preparing);
  } finally {
    await preparing.close();
  }
  return connectPostgres(options);
}

export interface ConnectOptions extends PostgresOptions {
  /** longest statement of a unit, ms */
  readonly statementMs?: number;
  readonly beforeStatement?: BeforeStatement;
}

/** Connects to a database as it is: no check, no migration. `openPostgres` is the door for everybody but tests. */
export function connectPostgres({
  location,
  clock = systemClock,
  statementMs = UNITS.statementMs,
  beforeStatement = () => undefined,
}: ConnectOptions): Database {
  const unitPool = openPool(location, { ...UNITS, statementMs });
  const readPool = openPool(location, READS);
  const signals = openSignals(location, clock);
  const verdict = (xid: string) => askVerdict(readPool, clock, xid);
  const units = new PostgresUnits({ pool: unitPool, verdict, beforeStatement });
  const finish = async () => {
    await units.close();
    await Promise.all([signals.close(), unitPool.end(), readPool.end()]);
  };
  let closed: Promise<void> | null = null;
  return {
    dialect: 'postgres',
    unit: (work) => units.unit(work),
    read: readerOver(readPool, beforeStatement),
    signals,
    close() {
      closed ??= finish();
      return closed;
    },
  };
}

/** Each statement on any connection that is free. A read that lost its connection is asked once more. */
function readerOver(pool: Pool, beforeStatement: BeforeStatement): Kysely<Schema> {
  const once = async <T>(consume: (connection: PostgresConnection) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let broken = false;
    const onError = () => {
      broken = true;
    };
    client.on('error', onError);
    try {
      beforeStatement(client);
      return await consume(new PostgresConnection(client));
    } catch (error) {
      broken ||= isConnectionLost(error) || isStalePlan(error);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  };
  return kyselyOver({
    async provideConnection(consume) {
      for (let lost = 0, stale = 0; ; ) {
        try {
          return await once(consume);
        } catch (error) {
          const again =
            (isStalePlan(error) && stale++ < STALE_PLANS_MAX) || (isConnectionLost(error) && lost++ === 0);
          if (!again) throw postgresFault(error);
        }
      }
    },
  });
}

async function checkServer(read: Kysely<Schema>, location: PostgresLocation): Promise<void> {
  const { rows } = await sql<{ version: string; encoding: string; commits: string }>`
    select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
      current_setting('synchronous_commit') as commits`.execute(read);
  const [server] = rows;
  const major = Math.floor(Number(server?.version) / 10_000);
  const where = describeLocation(location);
  if (!(major >= OLDEST_SERVER)) {
    throw new Fault(
      'unsafe_setting',
      `The server of ${where} is PostgreSQL ${major}. Use ${OLDEST_SERVER} or newer.`,
    );
  }
  if (server?.encoding !== 'UTF8') {
    throw new Fault(
      'unsafe_setting',
      `The ${where} is not in UTF-8. Create it with: create database … encoding 'UTF8'.`,
    );
  }
  if (server.commits === 'off') {
    throw new Fault(
      'unsafe_setting',
      `The ${where} has synchronous_commit off for this user: a decision could be answered and then lost. ` +
        `Run: alter role ${location.user} set synchronous_commit = on`,
    );
  }
}

/** Looked for first: `if not exists` asks for the right to create even where nothing is to be created. */
async function makeSchema(read: Kysely<Schema>, schema: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(read);
  if (rows.length > 0) return;
  try {
    await sql`create schema if not exists ${sql.id(schema)}`.execute(read);
  } catch (error) {
    const madeMeanwhile = error instanceof Error && 'code' in error && error.code === '23505';
    if (!madeMeanwhile) throw error;
  }
}
