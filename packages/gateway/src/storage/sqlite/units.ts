import { Fault } from '../../kernel/fault.ts';
import type { Tx } from '../database.ts';
import type { SqliteConnection } from './connection.ts';
import { kyselyOver } from './kysely.ts';

/** Units that share a commit at most: bounds how long the first of them waits for the last. */
const GROUP_MAX = 256;
/** Turns in which a group is gathered at most. */
const GATHER_TURNS_MAX = 4;
/** Every statement is answered in the same turn of the event loop, so a unit that needs turns waits for others. */
const TURNS_MAX = 2;

interface Member {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit. Units wait in a queue for a turn of the loop, and for a few more while those bring others; then they run
 * one after another, each in a savepoint, inside one transaction, and are answered after COMMIT: one flush to disk for
 * all of them, no timer.
 */
export class UnitQueue {
  readonly #connection: SqliteConnection;
  #queue: Member[] = [];
  #between: (() => void)[] = [];
  #running: Promise<void> | null = null;
  #closed: boolean = false;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  unit<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) {
      return Promise.reject(new Fault('shutting_down', 'The gateway is shutting down. Try again shortly.'));
    }
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Runs `work` while no transaction is open. */
  between(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#between.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
      this.#running ??= this.#drain();
    });
  }

  /** Takes no new units, finishes the queued ones. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length + this.#between.length > 0) {
      await this.#gather();
      if (this.#queue.length > 0) await this.#runGroup(this.#queue.splice(0, GROUP_MAX));
      for (const work of this.#between.splice(0)) work();
    }
    this.#running = null;
  }

  /** One turn, and another one as long as turns bring units: each of them saves a flush. Nobody waits for a quiet turn. */
  async #gather(): Promise<void> {
    for (let turn = 0; turn < GATHER_TURNS_MAX; turn++) {
      const before = this.#queue.length;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#queue.length === before || this.#queue.length >= GROUP_MAX) return;
    }
  }

  async #runGroup(group: readonly Member[]): Promise<void> {
    const answers: (() => void)[] = [];
    try {
      this.#connection.run('begin immediate');
      for (const member of group) answers.push(await this.#runMember(member));
      this.#connection.run('commit');
    } catch (error) {
      // Nothing of this group is durable, so nobody in it may believe otherwise.
      this.#giveUp();
      for (const member of group) member.reject(error);
      return;
    }
    for (const answer of answers) answer();
  }

  /** @returns how to answer the member once the group is durable; throws when the transaction itself is lost */
  async #runMember({ work, resolve, reject }: Member): Promise<() => void> {
    this.#connection.run('savepoint unit');
    const door = this.#openDoor();
    try {
      const value = await withinTurns(work(door.tx));
      door.shut();
      this.#requireTransaction();
      this.#connection.run('release unit');
      return () => resolve(value);
    } catch (error) {
      door.shut();
      this.#requireTransaction(error);
      this.#connection.run('rollback to unit');
      this.#connection.run('release unit');
      return () => reject(error);
    }
  }

  /** A `tx` that stops working when its unit ends: a forgotten `await` must not write into somebody else's unit. */
  #openDoor(): { tx: Tx; shut: () => void } {
    let open = true;
    const requireOpen = () => {
      if (!open) throw new TypeError('This unit of work has ended. Await every statement inside it.');
      this.#requireTransaction();
    };
    const kysely = kyselyOver({
      provideConnection: async (consume) => {
        requireOpen();
        return consume(this.#connection);
      },
      runNow: (query) => {
        requireOpen();
        return this.#connection.query(query);
      },
    });
    return {
      tx: kysely as Tx,
      shut: () => {
        open = false;
      },
    };
  }

  /** SQLite rolls a whole transaction back by itself on a full disk: what follows would commit statement by statement. */
  #requireTransaction(cause?: unknown): void {
    if (this.#connection.inTransaction) return;
    if (cause instanceof Fault) throw cause;
    throw new Fault(
      'storage_unavailable',
      'The database gave up a transaction. Check its disk, then try again.',
      {
        cause,
      },
    );
  }

  #giveUp(): void {
    if (!this.#connection.inTransaction) return;
    try {
      this.#connection.run('rollback');
    } catch {
      // The next BEGIN reports what is wrong with the connection.
    }
  }
}

/** Rejects when `work` is not settled by database calls alone; whatever it does later meets a shut door. */
function withinTurns<T>(work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let turns = 0;
    const turn = () => {
      turns += 1;
      if (turns <= TURNS_MAX) immediate = setImmediate(turn);
      else reject(new Fault('internal', 'A unit of work waited for something other than the database.'));
    };
    let immediate = setImmediate(turn);
    work.then(resolve, reject).finally(() => clearImmediate(immediate));
  });
}
