import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import { runCompiled } from './kysely.ts';
import type { Schema } from './schema.ts';

/** Numbers the queries: PostgreSQL keeps a prepared statement under a name, for each connection. */
let made = 0;

/** Stands for an argument while a query is built. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Builds a query once for each database and then only fills in its arguments: building takes longer than SQLite does.
 * For the few queries that every call runs. `build` sees placeholders, so it must not look at its arguments.
 */
export function precompiled<Arguments extends object, Row>(
  build: (db: Kysely<Schema>, args: Arguments) => Compilable<Row>,
): (db: Kysely<Schema>, args: Arguments) => Promise<Row[]> {
  const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) }) as Arguments;
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  made += 1;
  const name = `agentport_${made}`;

  const queryFor = (db: Kysely<Schema>): CompiledQuery<Row> => {
    const dialect = db.getExecutor().adapter; // one object for each kind of database
    const known = compiled.get(dialect);
    if (known !== undefined) return known;
    const query = build(db, placeholders).compile();
    compiled.set(dialect, query);
    return query;
  };

  return async (db, args) => {
    const { sql, query, queryId, parameters: given } = queryFor(db);
    const values = args as Readonly<Record<string, unknown>>;
    const parameters = given.map((value) => (value instanceof Placeholder ? values[value.name] : value));
    const named = { sql, query, queryId, parameters, name };
    return (await runCompiled<Row>(db, named)).rows;
  };
}
