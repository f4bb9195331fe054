import { sql } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Database, Tx } from '../storage/index.ts';
import { deleteWaiting, isAnyWaiting, newestWaiting, selectWaiting } from './inbox.ts';
import { MerkleLog } from './log.ts';

/** The right to put entries into the log; one gateway at a time has it. */
export interface Sequencing {
  /** Takes it when nobody alive has it. @returns whether it is ours */
  take(): Promise<boolean>;
  /** Locks it until the unit ends. @returns whether it still is ours */
  hold(tx: Tx): Promise<boolean>;
  /** Gives it up: this gateway found the log damaged, and another one may see it otherwise. */
  give(): Promise<void>;
}

export interface SequencerDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sequencing: Sequencing;
  /** told how many entries got their place, once that is durable */
  readonly onSequenced: (count: number) => void;
  /** told once a second, whoever has the right */
  readonly onBeat: () => Promise<void>;
}

const EVERY_MS = 100;
/** Whoever has not the right asks for it, and looks at the log, every so many ticks. */
const BEAT_TICKS = 10;
/** Entries of one unit: bounds how long others wait for the table, and how much is done again after a crash. */
const BATCH_MAX = 1_000;
const DRAIN_WAITS_MAX = 250;

/**
 * Moves entries from the inbox into the log, oldest first. A move is one unit: it locks the right to move, reads the
 * inbox, writes leaves and tree and empties what it read. Whatever it is killed at, an entry is in one of both places;
 * a gateway that was asleep finds its right gone, in the unit itself, and moves nothing.
 *
 * The order is that of arrival as far as it can mean anything: what was durable before another unit began stands before
 * what that unit wrote, and units that wait for each other keep the order in which they were let in.
 */
export class Sequencer {
  readonly #deps: SequencerDeps;
  readonly #log = new MerkleLog();
  #mine: boolean = false;
  #ticks = 0;
  #closed: boolean = false;
  #cancel: () => void = () => undefined;
  #running: Promise<boolean> | null = null;

  constructor(deps: SequencerDeps) {
    this.#deps = deps;
    this.#schedule();
  }

  /** Whether this gateway moved entries last. */
  isMine(): boolean {
    return this.#mine;
  }

  /**
   * Resolves when everything that was durable at its call has its place, whoever gives it.
   * @throws {Fault} storage_unavailable when that takes too long
   */
  async drain(): Promise<void> {
    const { read } = this.#deps.db;
    const newest = await newestWaiting(read);
    if (newest === null) return;
    for (let waits = 0; waits < DRAIN_WAITS_MAX; waits++) {
      await this.run();
      if (!(await isAnyWaiting(read, newest))) return;
      await sql`select pg_sleep(0.02)`.execute(read); // another gateway is at it
    }
    throw new Fault(
      'storage_unavailable',
      'Entries wait for their place in the audit log. Try again shortly.',
    );
  }

  /** Moves what waits, if that is for this gateway to do. @returns whether it is */
  run(): Promise<boolean> {
    this.#running ??= this.#moveAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Moves what is left, then nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.run().catch(() => undefined); // another gateway, or the next start, goes on
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#cancel = this.#deps.clock.after(EVERY_MS, () => {
      this.#tick()
        .catch((error: unknown) =>
          this.#deps.logger.error({ error: String(error) }, 'the audit log could not be written'),
        )
        .finally(() => this.#schedule());
    });
  }

  async #tick(): Promise<void> {
    const beat = this.#ticks++ % BEAT_TICKS === 0;
    if (this.#mine || beat) await this.run();
    if (beat) await this.#deps.onBeat();
  }

  async #moveAll(): Promise<boolean> {
    if ((await newestWaiting(this.#deps.db.read)) === null) return this.#mine;
    this.#mine ||= await this.#deps.sequencing.take();
    for (let moved = BATCH_MAX; this.#mine && moved === BATCH_MAX; ) {
      moved = await this.#moveBatch();
      if (moved > 0) this.#deps.onSequenced(moved);
    }
    return this.#mine;
  }

  async #moveBatch(): Promise<number> {
    const moved = await this.#deps.db.unit(async (tx) => {
      if (!(await this.#deps.sequencing.hold(tx))) return null;
      const waiting = await selectWaiting(tx, BATCH_MAX);
      if (waiting.length === 0) return 0;
      await this.#log.appendAll(tx, waiting);
      await deleteWaiting(tx, waiting);
      return waiting.length;
    });
    if (moved === null) this.#mine = false;
    return moved ?? 0;
  }
}
