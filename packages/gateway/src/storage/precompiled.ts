import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

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

  const queryFor = (db: Kysely<Schema>): CompiledQuery<Row> => {
    const dialect = db.getExecutor().adapter; // one object for each kind of database
    const known = compiled.get(dialect);
    if (known !== undefined) return known;
    const query = build(db, placeholders).compile();
    compiled.set(dialect, query);
    return query;
  };

  return async (db, args) => {
    const query = queryFor(db);
    const values = args as Readonly<Record<string, unknown>>;
    const parameters = query.parameters.map((given) =>
      given instanceof Placeholder ? values[given.name] : given,
    );
    return (await db.executeQuery<Row>({ ...query, parameters })).rows;
  };
}
