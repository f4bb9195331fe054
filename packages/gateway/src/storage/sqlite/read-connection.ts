import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { SqliteConnection } from './connection.ts';

/** What begins so cannot write. */
const SELECT = /^\s*select\b/i;

/**
 * Reads what is committed. Every commit of the writer empties the reader's page cache, so what every call asks
 * (`precompiled` queries carry a name) is asked of the writer's connection while no transaction is open on it: everything
 * runs on one thread and a statement is over before anything else begins, so no open unit can be seen.
 */
export class ReadConnection implements DatabaseConnection {
  readonly #reader: SqliteConnection;
  readonly #writer: SqliteConnection;

  constructor(reader: SqliteConnection, writer: SqliteConnection) {
    this.#reader = reader;
    this.#writer = writer;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.query<R>(query);
  }

  query<R>(query: CompiledQuery & { readonly name?: string }): QueryResult<R> {
    const hot = query.name !== undefined && !this.#writer.inTransaction && SELECT.test(query.sql);
    return (hot ? this.#writer : this.#reader).query<R>(query);
  }

  streamQuery(): AsyncIterableIterator<never> {
    return this.#reader.streamQuery();
  }
}
