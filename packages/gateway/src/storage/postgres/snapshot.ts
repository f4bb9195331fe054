import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { PostgresConnection } from './connection.ts';
import { postgresFault } from './fault.ts';
import { kyselyOver } from './kysely.ts';
import type { PostgresLocation } from './location.ts';
import { openPool } from './pool.ts';

/** A large table takes as long as it takes. */
const SNAPSHOT_MS = 3_600_000;

/**
 * Reads a database as it is at one moment, whatever is committed meanwhile, and writes nothing. Gateways go on; the
 * server keeps old rows until this ends.
 * @throws {Fault} storage_unavailable
 */
export async function withSnapshot<T>(
  location: PostgresLocation,
  work: (read: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  const pool = openPool(location, { max: 1, statementMs: SNAPSHOT_MS });
  try {
    const client = await pool.connect();
    client.on('error', () => undefined); // the statement that meets it says so
    try {
      await client.query('begin isolation level repeatable read read only');
      const connection = new PostgresConnection(client);
      return await work(kyselyOver({ provideConnection: (consume) => consume(connection) }));
    } finally {
      client.release(true); // nothing was written: closing the connection ends it
    }
  } catch (error) {
    throw postgresFault(error);
  } finally {
    await pool.end();
  }
}
