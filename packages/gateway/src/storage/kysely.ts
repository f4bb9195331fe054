import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseIntrospector,
  DefaultQueryExecutor,
  type Dialect,
  type DialectAdapter,
  type Driver,
  Kysely,
  type QueryCompiler,
  type QueryResult,
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
  return (provider) => {
    const kysely = new Kysely<Schema>({
      config: { dialect },
      dialect,
      driver,
      executor: executor.withConnectionProvider(provider),
    });
    providers.set(kysely, provider);
    return kysely;
  };
}

const providers = new WeakMap<Kysely<Schema>, ConnectionProvider>();

/**
 * Runs a query that is compiled already, on the connection and under the checks of `db`, past the query builder: for
 * what every call runs, its way through the builder costs more than SQLite does.
 */
export function runCompiled<Row>(db: Kysely<Schema>, query: CompiledQuery<Row>): Promise<QueryResult<Row>> {
  const provider = providers.get(db);
  if (provider === undefined) return db.executeQuery(query);
  return provider.provideConnection((connection) => connection.executeQuery<Row>(query));
}
