import {
  type Compilable,
  type CompiledQuery,
  type Kysely,
  type OperationNode,
  OperationNodeTransformer,
  type RootOperationNode,
  ValueNode,
} from 'kysely';
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
 * Constants of a query go into its text. SQLite compares a value it was handed with the conditions of partial indexes while
 * it plans, and plans anew each time another value is handed in: for such a statement, more work than running it.
 */
class ConstantsInline extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    const { value } = node;
    return typeof value === 'string' || Number.isSafeInteger(value) ? ValueNode.createImmediate(value) : node;
  }
}

const inline = new ConstantsInline();

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
    const executor = db.getExecutor();
    const known = compiled.get(executor.adapter); // one object for each kind of database
    if (known !== undefined) return known;
    const built = build(db, placeholders).compile();
    const node = inline.transformNode<OperationNode>(built.query) as RootOperationNode;
    const query = executor.compileQuery<Row>(node, built.queryId);
    compiled.set(executor.adapter, query);
    return query;
  };

  return async (db, args) => {
    const { sql, query, queryId, parameters: given } = queryFor(db);
    const values = args as Readonly<Record<string, unknown>>;
    const parameters = given.map((value) => (value instanceof Placeholder ? values[value.name] : value));
    const named = { sql, query, queryId, parameters, name };
    const running = runCompiled<Row>(db, named);
    return (running instanceof Promise ? await running : running).rows;
  };
}
