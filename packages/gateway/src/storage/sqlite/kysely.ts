import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { kyselyFor } from '../kysely.ts';

/** Kysely over a connection of node:sqlite. */
export const kyselyOver = kyselyFor({
  compiler: new SqliteQueryCompiler(),
  adapter: new SqliteAdapter(),
  introspect: (db) => new SqliteIntrospector(db),
});
