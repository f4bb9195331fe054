import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { ClientBase } from 'pg';

/** A query with a name is parsed and planned once for each connection; `precompiled` gives names. */
type Query = CompiledQuery & { readonly name?: string };

/** One connection of pg, for the length of a unit or of one read. */
export class PostgresConnection implements DatabaseConnection {
  readonly #client: ClientBase;

  constructor(client: ClientBase) {
    this.#client = client;
  }

  async executeQuery<R>(query: Query): Promise<QueryResult<R>> {
    const { rows, rowCount, command } = await this.#client.query<R & object>({
      text: query.sql,
      values: [...query.parameters],
      ...(query.name === undefined ? {} : { name: query.name }),
    });
    if (command === 'SELECT') return { rows };
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
  }

  // biome-ignore lint/correctness/useYield: a stream would hold a transaction open; rows are read in pages
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new TypeError('Rows are not streamed. Read them in pages by key.');
  }
}
