import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Statements inside one unit of work: all of them become durable together, or none. */
export type Tx = Kysely<Schema> & { readonly __unit: never };

/** The one door to stored state: SQLite for one gateway, PostgreSQL for several. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';

  /**
   * Runs `work` as one atomic unit and resolves once it is durable. `work` may await only database calls of its own
   * `tx`, for others wait for it. A throw undoes this unit alone.
   *
   * On SQLite units run one after another. On PostgreSQL they run side by side, each statement seeing what was committed
   * when it began: what must not interleave takes a `lock`, or writes with a condition. There `work` may also run again
   * from the start, when the server undid it because of others, so it must do nothing but its statements.
   *
   * Throws `Fault('storage_unavailable')` when the disk is full or the server cannot be reached. One whose details say
   * `stored: "unknown"` may have become durable all the same: do nothing outside, and look before repeating.
   */
  unit<T>(work: (tx: Tx) => Promise<T>): Promise<T>;

  /** Reads committed state; never sees a unit that is still open. */
  readonly read: Kysely<Schema>;

  /** Word between the gateways of one database; null where there can only be one. */
  readonly signals: Signals | null;

  /**
   * Takes what was deleted out of the files, as far as they are ours: SQLite overwrites deleted rows, and this writes
   * its write-ahead log back and empties it. A PostgreSQL server does such things in its own time.
   */
  readonly purge?: () => Promise<void>;

  /** Finishes queued units, then closes. */
  close(): Promise<void>;
}

/** Wake-ups between gateways. They carry ids, never content, and may be lost: whoever relies on one also looks by itself. */
export interface Signals {
  /**
   * Tells every gateway, this one too, once the unit is durable. Commits that send wait for each other: for what
   * somebody waits for, not for every call.
   * @param text at most 7,000 bytes
   */
  send(tx: Tx, topic: string, text: string): Promise<void>;
  /** @returns stops listening */
  listen(topic: string, listener: SignalListener): () => void;
  /** how often the connection that listens broke */
  reconnects(): number;
}

export interface SignalListener {
  signal(text: string): void;
  /** listening began, anew too: what was sent before went unheard */
  gap(): void;
}
