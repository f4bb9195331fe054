import {
  type ConnectionProvider,
  type DatabaseIntrospector,
  DefaultQueryExecutor,
  type Dialect,
  type DialectAdapter,
  type Driver,
  Kysely,
  type QueryCompiler,
} from 'kysely';
import type { Schema } from './schema.ts';

/** What one kind of database brings to the query builder. */
export interface DialectParts {
  readonly compiler: QueryCompiler;
  readonly adapter: DialectAdapter;
  readonly introspect: (db: Kysely<unknown>) => DatabaseIntrospector;
}

/** Kysely's own transactions know nothing of group commits or lost connections; `Database.unit` is the one way to write. */
async function refuse(): Promise<never> {
  throw new TypeError('Transactions are opened by Database.unit() only.');
}

const driver: Driver = {
  init: async () => {},
  acquireConnection: refuse,
  releaseConnection: async () => {},
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  destroy: async () => {},
};

/** Makes Kysely over connections we own. What it returns is cheap enough to be called for every unit of work. */
export function kyselyFor(parts: DialectParts): (provider: ConnectionProvider) => Kysely<Schema> {
  const { compiler, adapter, introspect } = parts;
  const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: () => refuse() });
  const dialect: Dialect = {
    createDriver: () => driver,
    createQueryCompiler: () => compiler,
    createAdapter: () => adapter,
    createIntrospector: introspect,
  };
  return (provider) =>
    new Kysely<Schema>({
      config: { dialect },
      dialect,
      driver,
      executor: executor.withConnectionProvider(provider),
    });
}
