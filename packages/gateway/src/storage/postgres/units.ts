import type { Pool, PoolClient, QueryResult } from 'pg';
import { Fault } from '../../kernel/fault.ts';
import type { Tx } from '../database.ts';
import { CommitInDoubt, type Verdict } from './commit.ts';
import { PostgresConnection } from './connection.ts';
import {
  isConnectionLost,
  isContention,
  isRefusal,
  isStalePlan,
  postgresFault,
  STALE_PLANS_MAX,
} from './fault.ts';
import { kyselyOver } from './kysely.ts';
import type { BeforeStatement } from './pool.ts';

/** How often a unit that the server undid because of others is run again. */
const RETRIES_MAX = 3;

/**
 * The transaction's number comes with its beginning, in the same message: it is what one asks the server by when the
 * connection breaks during COMMIT.
 */
const BEGIN = 'begin isolation level read committed; select pg_current_xact_id()::text as xid';

export interface UnitsParts {
  readonly pool: Pool;
  /** asks a server what became of a transaction */
  readonly verdict: (xid: string) => Promise<Verdict>;
  readonly beforeStatement: BeforeStatement;
}

/** One transaction for each unit of work, many at the same time. */
export class PostgresUnits {
  readonly #parts: UnitsParts;
  readonly #open = new Set<Promise<unknown>>();
  #closed: boolean = false;

  constructor(parts: UnitsParts) {
    this.#parts = parts;
  }

  async unit<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Fault('shutting_down', 'The gateway is shutting down. Try again shortly.');
    const running = this.#untilSettled(work);
    this.#open.add(running);
    try {
      return await running;
    } catch (error) {
      throw postgresFault(error);
    } finally {
      this.#open.delete(running);
    }
  }

  /** Takes no new units, finishes those that run. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#open]);
  }

  async #untilSettled<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let retries = 0, stale = 0; ; ) {
      const client = await this.#parts.pool.connect();
      try {
        return await this.#once(client, work);
      } catch (error) {
        // before COMMIT was sent a lost connection means: undone, for certain
        const again = isContention(error) || isConnectionLost(error);
        if (isStalePlan(error) && stale++ < STALE_PLANS_MAX) continue;
        if (!again || retries++ === RETRIES_MAX) throw error;
      }
    }
  }

  async #once<T>(client: PoolClient, work: (tx: Tx) => Promise<T>): Promise<T> {
    const watch = watchClient(client);
    try {
      this.#parts.beforeStatement(client);
      const begun = begin(client);
      const door = this.#openDoor(client);
      const value = await work(door.tx).finally(door.shut);
      await this.#commit(client, await begun);
      return value;
    } catch (error) {
      await rollBack(client, watch);
      if (isStalePlan(error)) watch.break();
      throw error;
    } finally {
      watch.end();
      client.release(watch.broken());
    }
  }

  async #commit(client: PoolClient, xid: string): Promise<void> {
    try {
      const { command } = await client.query('commit');
      if (command !== 'COMMIT') throw swallowed();
    } catch (error) {
      if (error instanceof TypeError || isRefusal(error)) throw error;
      const verdict = await this.#parts.verdict(xid);
      if (verdict === 'committed') return;
      if (verdict === 'aborted') throw error;
      throw new CommitInDoubt(error);
    }
  }

  /** A `tx` that stops working when its unit ends: a forgotten `await` must not write into somebody else's unit. */
  #openDoor(client: PoolClient): { tx: Tx; shut: () => void } {
    const connection = new PostgresConnection(client);
    let open = true;
    const kysely = kyselyOver({
      provideConnection: async (consume) => {
        if (!open) throw new TypeError('This unit of work has ended. Await every statement inside it.');
        this.#parts.beforeStatement(client);
        return consume(connection);
      },
    });
    return {
      tx: kysely as Tx,
      shut: () => {
        open = false;
      },
    };
  }
}

/** Not awaited before the first statement: both travel together. */
function begin(client: PoolClient): Promise<string> {
  const begun = client.query(BEGIN).then((answer) => {
    const [, numbered] = answer as unknown as readonly QueryResult<{ xid: string }>[];
    const xid = numbered?.rows[0]?.xid;
    if (xid === undefined) throw new Error('the server gave a transaction no number');
    return xid;
  });
  begun.catch(() => undefined); // the first statement fails as well, and is waited for
  return begun;
}

/** A statement failed, its unit caught that and went on: the server has undone everything since. */
function swallowed(): TypeError {
  return new TypeError('A statement of this unit failed and the unit went on. Let the error undo the unit.');
}

async function rollBack(client: PoolClient, watch: { broken(): boolean; break(): void }): Promise<void> {
  if (watch.broken()) return;
  try {
    await client.query('rollback');
  } catch {
    watch.break(); // the server undoes it when the connection goes
  }
}

/** A connection that breaks while it is out of the pool says so by an event, which must not end the process. */
function watchClient(client: PoolClient) {
  let broken = false;
  const onError = () => {
    broken = true;
  };
  client.on('error', onError);
  return {
    broken: () => broken,
    break: onError,
    end: () => {
      client.off('error', onError);
    },
  };
}
