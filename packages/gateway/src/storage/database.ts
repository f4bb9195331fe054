import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Statements inside one unit of work: all of them become durable together, or none. */
export type Tx = Kysely<Schema> & { readonly __unit: never };

/**
 * The one door to stored state. SQLite now; PostgreSQL joins behind the same port.
 */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';

  /**
   * Runs `work` as one atomic unit and resolves once it is durable. Units run one after another and may share a
   * commit, so `work` may await only database calls of its own `tx`: everybody else waits for it.
   * A throw undoes this unit alone. Throws `Fault('storage_unavailable')` when the disk is full or read-only.
   */
  unit<T>(work: (tx: Tx) => Promise<T>): Promise<T>;

  /** Reads committed state; never sees a unit that is still open. */
  readonly read: Kysely<Schema>;

  /** Finishes queued units, then closes. */
  close(): Promise<void>;
}
