import {
  type ConnectionProvider,
  type DatabaseIntrospector,
  DefaultQueryExecutor,
  type Dialect,
  type DialectAdapter,
  type Driver,
  Kysely,
  type QueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Schema } from '../schema.ts';

const compiler = new SqliteQueryCompiler();
const adapter = new SqliteAdapter();
const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: () => refuse() });

/** Kysely's own transactions cannot share a commit; `Database.unit` is the one way to write. */
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

const dialect: Dialect = {
  createDriver: (): Driver => driver,
  createQueryCompiler: (): QueryCompiler => compiler,
  createAdapter: (): DialectAdapter => adapter,
  createIntrospector: (db: Kysely<unknown>): DatabaseIntrospector => new SqliteIntrospector(db),
};

/** Kysely over a connection we own. Cheap enough to make one per unit of work. */
export function kyselyOver(provider: ConnectionProvider): Kysely<Schema> {
  return new Kysely<Schema>({
    config: { dialect },
    dialect,
    driver,
    executor: executor.withConnectionProvider(provider),
  });
}
