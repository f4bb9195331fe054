import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import { type Database, ensureInstance, type Tx } from '../storage/index.ts';
import { parseCheckpoint, type Signer, signCheckpoint } from './checkpoint.ts';
import { Checkpointer, signLog } from './checkpointer.ts';
import type { AuditReport } from './entry.ts';
import { exportLog } from './export.ts';
import { isAuditKind } from './kinds.ts';
import { type Appended, MerkleLog } from './log.ts';
import { EMPTY_ROOT } from './merkle.ts';
import { type EntryFilter, listEntries, type StoredEntry, showEntry, tailEntries } from './read.ts';
import { isFirstStart, judgeStanding, STANDING_TEXT, type Standing } from './standing.ts';
import type { Verification } from './verification.ts';
import { verifyLog } from './verify.ts';
import {
  createSigner,
  loadSigner,
  publishVerifier,
  readTrust,
  readWitness,
  type WitnessFiles,
  witnessFiles,
  writeWitness,
} from './witness.ts';

export interface AuditDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  readonly logger: Logger;
  /** `DATA_DIR/witness` */
  readonly witnessDir: string;
  /** AGENTPORT_WITNESS_FILE; inside `witnessDir` when null */
  readonly witnessFile?: string | null;
}

/** The log of everything that was asked, decided and done. */
export interface Audit {
  /**
   * Appends one entry inside the caller's unit: what it reports and the entry become durable together or not at all.
   * @throws {Fault} read_only when the log does not continue its witness
   */
  append(tx: Tx, report: AuditReport): Promise<Appended>;
  standing(): Standing;
  /** Signs what is committed. @returns the newest checkpoint, as a signed note */
  checkpoint(): Promise<string>;
  verify(): Promise<Verification>;
  /** The log up to a checkpoint made now, as JSON lines. */
  export(): AsyncGenerator<string>;
  list(filter: EntryFilter): Promise<{ items: StoredEntry[]; next: number | null }>;
  tail(from: number, limit?: number): Promise<StoredEntry[]>;
  show(which: string | number): Promise<StoredEntry | null>;
  /**
   * A person takes the log as it is, after a restore or a lost witness. It is recorded as the first new entry.
   * @param actor who
   */
  accept(actor: string): Promise<void>;
  /** Signs the last entries. Close the database after this. */
  close(): Promise<void>;
}

/** Opens the log and compares it with its witness; makes the signing key at the very first start. */
export async function createAudit(deps: AuditDeps): Promise<Audit> {
  const instance = await ensureInstance(deps.db, deps.random);
  const files = witnessFiles(deps.witnessDir, deps.witnessFile ?? null);
  const origin = `agentport/audit/${instance.id}`;
  const signer = await firstSigner(deps, files, origin);
  const witness = readWitness(files);
  const standing = await judgeStanding(deps.db.read, signer, witness);
  return new OpenAudit(deps, files, origin, { signer, witness, standing });
}

/** Only where nothing was ever written or witnessed may key and witness be made without asking. */
async function firstSigner(
  { db, random }: AuditDeps,
  files: WitnessFiles,
  origin: string,
): Promise<Signer | null> {
  const known = loadSigner(files, origin);
  if (readWitness(files) !== null || !(await isFirstStart(db.read))) return known;
  const signer = known ?? createSigner(files, origin, random); // a key alone: the very first start was cut short
  publishVerifier(files, signer);
  await writeWitness(files, signCheckpoint(signer, { size: 0, root: EMPTY_ROOT }));
  return signer;
}

interface Opened {
  readonly signer: Signer | null;
  readonly witness: string | null;
  readonly standing: Standing;
}

class OpenAudit implements Audit {
  readonly #deps: AuditDeps;
  readonly #files: WitnessFiles;
  readonly #origin: string;
  readonly #log = new MerkleLog();
  #signer: Signer | null;
  #checkpointer: Checkpointer | null = null;
  #standing: Standing;

  constructor(deps: AuditDeps, files: WitnessFiles, origin: string, { signer, witness, standing }: Opened) {
    this.#deps = deps;
    this.#files = files;
    this.#origin = origin;
    this.#signer = signer;
    this.#standing = standing;
    if (signer && witness && standing === 'intact') this.#checkpointer = this.#checkpoints(signer, witness);
  }

  standing(): Standing {
    return this.#standing;
  }

  async append(tx: Tx, report: AuditReport): Promise<Appended> {
    if (this.#standing !== 'intact') throw new Fault('read_only', STANDING_TEXT[this.#standing]);
    const appended = await this.#write(tx, report);
    this.#checkpointer?.appended();
    return appended;
  }

  async checkpoint(): Promise<string> {
    if (this.#checkpointer === null) throw new Fault('read_only', STANDING_TEXT[this.#standing]);
    return this.#checkpointer.sign();
  }

  verify(): Promise<Verification> {
    return verifyLog(this.#deps.db.read, readTrust(this.#files));
  }

  async *export(): AsyncGenerator<string> {
    yield* exportLog(this.#deps.db.read, await this.checkpoint());
  }

  list(filter: EntryFilter) {
    return listEntries(this.#deps.db.read, filter);
  }

  tail(from: number, limit?: number): Promise<StoredEntry[]> {
    return tailEntries(this.#deps.db.read, from, limit);
  }

  show(which: string | number): Promise<StoredEntry | null> {
    return showEntry(this.#deps.db.read, which);
  }

  async accept(actor: string): Promise<void> {
    if (this.#standing === 'intact') {
      throw new Fault('invalid_request', 'The audit log continues its witness. There is nothing to accept.');
    }
    const seen = parseCheckpoint(readWitness(this.#files) ?? '');
    const details = {
      standing: this.#standing,
      witness_size: seen?.size ?? null,
      witness_root: seen?.root.toString('hex') ?? null,
    };
    const { db, clock, random } = this.#deps;
    this.#signer ??= createSigner(this.#files, this.#origin, random);
    await db.unit((tx) => this.#write(tx, { kind: 'log.accepted', actor, details }));
    publishVerifier(this.#files, this.#signer);
    const note = await signLog({ db, clock, files: this.#files }, this.#signer);
    this.#checkpointer = this.#checkpoints(this.#signer, note);
    this.#standing = 'intact';
  }

  async close(): Promise<void> {
    await this.#checkpointer?.close();
  }

  #write(tx: Tx, report: AuditReport): Promise<Appended> {
    if (!isAuditKind(report.kind)) throw new Fault('internal', 'There is no such kind of audit entry.');
    const { clock, newId } = this.#deps;
    const event = {
      ...report,
      v: 1 as const,
      id: newId('evt'),
      org: report.org ?? 'default',
      at: clock.now(),
    };
    return this.#log.append(tx, event);
  }

  #checkpoints(signer: Signer, note: string): Checkpointer {
    const onDamage = (standing: Standing) => {
      this.#standing = standing;
    };
    return new Checkpointer({ ...this.#deps, files: this.#files, onDamage }, signer, note);
  }
}
