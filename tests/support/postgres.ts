import { Client } from 'pg';
import type { Clock } from '../../packages/gateway/src/kernel/clock.ts';
import { type Database, secureDirectory } from '../../packages/gateway/src/storage/index.ts';
import { openOnClock } from '../../packages/gateway/src/storage/postgres/testing.ts';

export { dropSchema, newSchemaUrl } from '../../packages/gateway/src/storage/postgres/testing.ts';

/** Opens a schema on the clock of a test, with the data directory that a gateway has beside it. */
export function openHere(dataDir: string, url: string, clock: Clock): Promise<Database> {
  secureDirectory(dataDir);
  return openOnClock(url, clock);
}

/** Every value of every table of a schema, bytes as they are: what somebody with a copy of the database can read. */
export async function everythingStored(url: string): Promise<string> {
  const address = new URL(url);
  const schema = address.searchParams.get('schema');
  address.searchParams.delete('schema');
  const client = new Client({ connectionString: address.href });
  await client.connect();
  try {
    const tables = await client.query('select tablename from pg_tables where schemaname = $1', [schema]);
    const texts: string[] = [];
    for (const { tablename } of tables.rows) {
      const { rows } = await client.query(`select * from ${schema}.${tablename}`);
      texts.push(...rows.flatMap((row) => Object.values(row)).map(asText));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

function asText(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
}
