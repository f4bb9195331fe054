import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Database } from '../storage/database.ts';
import { isSigned, parseCheckpoint, type Signer, signCheckpoint } from './checkpoint.ts';
import { judgeStanding, STANDING_TEXT, type Standing } from './standing.ts';
import { insertCheckpoint, lastCheckpoint, loadFrontier, logSize } from './store.ts';
import { type WitnessFiles, writeWitness } from './witness.ts';

const EVERY_MS = 1_000;
const EVERY_ENTRIES = 1_000;

interface SigningDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly files: WitnessFiles;
}

export interface CheckpointerDeps extends SigningDeps {
  readonly logger: Logger;
  /** told when the database no longer continues what was signed: nothing may be appended then */
  readonly onDamage: (standing: Standing) => void;
}

/**
 * Signs the log while it grows: after a second or a thousand entries, whichever comes first, and on close. The witness
 * is written before the database row, so that it can never be ahead of a checkpoint that was lost, only of the row.
 * What was appended since the last checkpoint can be cut off unnoticed: that second is the window that remains.
 */
export class Checkpointer {
  readonly #deps: CheckpointerDeps;
  readonly #signer: Signer;
  #appended = 0;
  #cancelTimer: (() => void) | null = null;
  #closed: boolean = false;
  #note: string;
  #work: Promise<string>;

  constructor(deps: CheckpointerDeps, signer: Signer, note: string) {
    this.#deps = deps;
    this.#signer = signer;
    this.#note = note;
    this.#work = Promise.resolve(note);
  }

  /** Notes that an entry was appended; it may still be undone, so only the database is asked how much there is. */
  appended(count = 1): void {
    const before = this.#appended;
    this.#appended += count;
    if (before < EVERY_ENTRIES && this.#appended >= EVERY_ENTRIES) this.#schedule(0);
    else if (this.#cancelTimer === null) this.#schedule(EVERY_MS);
  }

  /** Signs what is committed now, if it is more than before. @returns the newest signed note */
  sign(): Promise<string> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#appended = 0;
    const next = () => this.#signOnce(); // a failed attempt, perhaps for want of space, does not stop the next
    this.#work = this.#work.then(next, next);
    return this.#work;
  }

  /**
   * Witnesses what another gateway signed: every gateway keeps the newest checkpoint it has seen, and refuses a database
   * that does not continue it.
   */
  follow(): Promise<string> {
    const next = () => this.#followOnce();
    this.#work = this.#work.then(next, next);
    return this.#work;
  }

  /** Signs what is left, then nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.sign();
  }

  #schedule(ms: number): void {
    this.#cancelTimer?.();
    if (this.#closed) return;
    this.#cancelTimer = this.#deps.clock.after(ms, () => {
      this.sign().catch((error: unknown) => {
        this.#deps.logger.error({ error: String(error) }, 'the audit log could not be signed');
        this.#schedule(EVERY_MS);
      });
    });
  }

  async #signOnce(): Promise<string> {
    const size = await logSize(this.#deps.db.read);
    if (size === parseCheckpoint(this.#note)?.size) return this.#note;
    await this.#requireContinuation();
    this.#note = await signLog(this.#deps, this.#signer);
    return this.#note;
  }

  async #followOnce(): Promise<string> {
    const { db, files } = this.#deps;
    const seen = parseCheckpoint(this.#note)?.size ?? 0;
    const newest = await lastCheckpoint(db.read);
    if ((newest?.size ?? 0) < seen) {
      if ((await logSize(db.read)) < seen) await this.#requireContinuation();
      return this.#note;
    }
    if (newest === undefined || newest.size === seen) return this.#note;
    await this.#requireContinuation();
    if (!isSigned(newest.note, this.#signer.verifier)) this.#damaged('forked');
    await this.#requireContinuation(newest.note);
    await writeWitness(files, newest.note);
    this.#note = newest.note;
    return this.#note;
  }

  /** A signer that signs whatever it finds would launder a rewritten database while the gateway runs. */
  async #requireContinuation(note: string = this.#note): Promise<void> {
    const standing = await judgeStanding(this.#deps.db.read, this.#signer, note);
    if (standing !== 'intact') this.#damaged(standing);
  }

  #damaged(standing: Standing): never {
    this.#deps.onDamage(standing);
    throw new Fault('log_damaged', STANDING_TEXT[standing]);
  }
}

/** Signs what is committed, whatever was signed before. The witness first: see above. */
export async function signLog({ db, clock, files }: SigningDeps, signer: Signer): Promise<string> {
  const size = await logSize(db.read);
  const root = (await loadFrontier(db.read, size)).root();
  const note = signCheckpoint(signer, { size, root });
  await writeWitness(files, note);
  await db.unit((tx) => insertCheckpoint(tx, { size, root_hash: root, note, created_at: clock.now() }));
  return note;
}
