import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { storageFault } from './fault.ts';

/** Kept prepared; the oldest leaves first. Statements with a varying number of placeholders could fill memory. */
const STATEMENTS_MAX = 500;

interface Prepared {
  readonly statement: StatementSync;
  /** names of the columns; none when the statement gives no rows */
  readonly columns: readonly string[];
}

/** One connection of node:sqlite, with its prepared statements. Everything it does is synchronous. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** False also after SQLite gave a transaction up by itself, as it does when the disk is full. */
  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Runs a statement that takes no values, such as `commit`. */
  run(statement: string): void {
    try {
      this.#prepare(statement).statement.run();
    } catch (error) {
      throw storageFault(error);
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.query<R>(query);
  }

  query<R>(query: CompiledQuery): QueryResult<R> {
    try {
      const { statement, columns } = this.#prepare(query.sql);
      const values = query.parameters as readonly SQLInputValue[];
      if (columns.length === 0)
        return { numAffectedRows: BigInt(statement.run(...values).changes), rows: [] };
      return { rows: statement.all(...values).map((row) => named<R>(row, columns)) };
    } catch (error) {
      throw storageFault(error);
    }
  }

  // biome-ignore lint/correctness/useYield: a stream would hold a read transaction open; rows are read in pages
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new TypeError('Rows are not streamed. Read them in pages by key.');
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(text: string): Prepared {
    const known = this.#prepared.get(text);
    if (known !== undefined) return known;
    if (this.#prepared.size >= STATEMENTS_MAX) {
      const oldest = this.#prepared.keys().next().value;
      if (oldest !== undefined) this.#prepared.delete(oldest);
    }
    const statement = this.#database.prepare(text);
    // Rows as arrays: the objects of node:sqlite have no prototype, and copying those costs more than making our own.
    statement.setReturnArrays(true);
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) };
    this.#prepared.set(text, prepared);
    return prepared;
  }
}

/** One row as the plain object that every dialect gives. */
function named<R>(row: unknown, columns: readonly string[]): R {
  const values = row as readonly unknown[];
  const plain: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index += 1) plain[columns[index] as string] = values[index];
  return plain as R;
}
