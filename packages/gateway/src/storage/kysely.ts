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

/** Runs a compiled query in the same turn, where a database can. @throws what the database throws */
export type RunNow = <Row>(query: CompiledQuery<Row>) => QueryResult<Row>;

/** Where the queries of one Kysely run. */
export interface Way extends ConnectionProvider {
  readonly runNow?: RunNow;
}

/** Makes Kysely over connections we own. What it returns is cheap enough to be called for every unit of work. */
export function kyselyFor(parts: DialectParts): (way: Way) => Kysely<Schema> {
  const { compiler, adapter, introspect } = parts;
  const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: () => refuse() });
  const dialect: Dialect = {
    createDriver: () => driver,
    createQueryCompiler: () => compiler,
    createAdapter: () => adapter,
    createIntrospector: introspect,
  };
  return (way) => {
    const kysely = new Kysely<Schema>({
      config: { dialect },
      dialect,
      driver,
      executor: executor.withConnectionProvider(way),
    });
    ways.set(kysely, way);
    return kysely;
  };
}

const ways = new WeakMap<Kysely<Schema>, Way>();

/**
 * Runs a query that is compiled already, on the connection and under the checks of `db`, past the query builder: for
 * what every call runs, its way through the builder costs more than SQLite does.
 */
export function runCompiled<Row>(
  db: Kysely<Schema>,
  query: CompiledQuery<Row>,
): QueryResult<Row> | Promise<QueryResult<Row>> {
  const way = ways.get(db);
  if (way === undefined) return db.executeQuery(query);
  if (way.runNow !== undefined) return way.runNow(query);
  return way.provideConnection((connection) => connection.executeQuery<Row>(query));
}
