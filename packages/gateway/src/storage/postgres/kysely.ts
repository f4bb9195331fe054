import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { kyselyFor } from '../kysely.ts';

/** Kysely over a connection of pg. */
export const kyselyOver = kyselyFor({
  compiler: new PostgresQueryCompiler(),
  adapter: new PostgresAdapter(),
  introspect: (db) => new PostgresIntrospector(db),
});
