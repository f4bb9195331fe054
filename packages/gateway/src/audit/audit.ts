import { Fault } from '../kernel/fault.ts';
import { ensureInstance, type Tx } from '../storage/index.ts';
import { parseCheckpoint, type Signer } from './checkpoint.ts';
import { Checkpointer, signLog } from './checkpointer.ts';
import { type AuditDeps, eventOf } from './deps.ts';
import { type AuditReport, encodeEntry } from './entry.ts';
import { exportLog } from './export.ts';
import { inboxFigures, insertWaiting } from './inbox.ts';
import { type Appended, MerkleLog } from './log.ts';
import { type ProofBundle, proveEntry } from './proof-bundle.ts';
import { type EntryFilter, listEntries, type StoredEntry, showEntry, tailEntries } from './read.ts';
import { Sequencer, type Sequencing } from './sequencer.ts';
import { ENTRY_SIGNALS, isWatched, signalOf } from './signals.ts';
import { fileKey, type SigningKey, sharedKey } from './signing-key.ts';
import { judgeStanding, STANDING_TEXT, type Standing } from './standing.ts';
import { logSize } from './store.ts';
import type { Verification } from './verification.ts';
import { verifyLog } from './verify.ts';
import {
  logOrigin,
  publishVerifier,
  readTrust,
  readWitness,
  type WitnessFiles,
  witnessFiles,
} from './witness.ts';

/** The log of everything that was asked, decided and done. */
export interface Audit {
  /**
   * Appends one entry inside the caller's unit: what it reports and the entry become durable together or not at all.
   * On PostgreSQL it waits in the inbox for its place; the readers below wait until it has it.
   * @throws {Fault} read_only when the log does not continue its witness
   */
  append(tx: Tx, report: AuditReport): Promise<Appended>;
  standing(): Standing;
  /** Signs what is committed. @returns the newest checkpoint, as a signed note */
  checkpoint(): Promise<string>;
  verify(): Promise<Verification>;
  /** The log up to a checkpoint made now, as JSON lines. */
  export(): AsyncGenerator<string>;
  /**
   * Proves one entry to whoever has the public key, against a checkpoint made now.
   * @param since size of an earlier checkpoint, to show that this log continues it
   */
  prove(index: number, since: number | null): Promise<ProofBundle>;
  list(filter: EntryFilter): Promise<{ items: StoredEntry[]; next: number | null }>;
  tail(from: number, limit?: number): Promise<StoredEntry[]>;
  show(which: string | number): Promise<StoredEntry | null>;
  /** As `tail`, for one that follows: what waits for its place is not waited for. */
  following(from: number, limit: number): Promise<StoredEntry[]>;
  /** how many entries have their place */
  sequenced(): Promise<number>;
  /** how many entries wait for their place, since when (ms UTC), and whether this gateway gives it */
  inbox(): Promise<Inbox>;
  /**
   * A person takes the log as it is, after a restore or a lost witness. It is recorded as the first new entry.
   * @param actor who
   */
  accept(actor: string): Promise<void>;
  /** Signs the last entries. Close the database after this. */
  close(): Promise<void>;
}

export interface Inbox {
  readonly depth: number;
  readonly oldestAt: number | null;
  readonly sequencer: boolean;
}

/** Opens the log and compares it with its witness; makes the signing key at the very first start. */
export async function createAudit(deps: AuditDeps): Promise<Audit> {
  const instance = await ensureInstance(deps.db, deps.random);
  const files = witnessFiles(deps.witnessDir, deps.witnessFile ?? null);
  const origin = logOrigin(instance.id);
  const place = { ...deps, files, origin };
  const key = deps.shared ? sharedKey({ ...place, sealer: deps.shared.sealer }) : fileKey(place);
  if (!deps.shared && deps.db.dialect === 'postgres')
    throw new Error('a log on PostgreSQL needs what is shared');
  const signer = await key.load();
  const witness = readWitness(files);
  const standing = await judgeStanding(deps.db.read, signer, witness);
  return new OpenAudit(deps, files, key, { signer, witness, standing });
}

interface Opened {
  readonly signer: Signer | null;
  readonly witness: string | null;
  readonly standing: Standing;
}

class OpenAudit implements Audit {
  readonly #deps: AuditDeps;
  readonly #files: WitnessFiles;
  readonly #key: SigningKey;
  readonly #sequencer: Sequencer | null;
  readonly #log = new MerkleLog();
  #signer: Signer | null;
  #checkpointer: Checkpointer | null = null;
  #standing: Standing;
  #accepting: boolean = false;

  constructor(deps: AuditDeps, files: WitnessFiles, key: SigningKey, { signer, witness, standing }: Opened) {
    this.#deps = deps;
    this.#files = files;
    this.#key = key;
    this.#signer = signer;
    this.#standing = standing;
    if (signer && witness && standing === 'intact') this.#checkpointer = this.#checkpoints(signer, witness);
    this.#sequencer = deps.shared ? this.#sequences(deps.shared.sequencing) : null;
  }

  standing(): Standing {
    return this.#standing;
  }

  async append(tx: Tx, report: AuditReport): Promise<Appended> {
    if (this.#standing !== 'intact') throw new Fault('read_only', STANDING_TEXT[this.#standing]);
    const appended = await this.#write(tx, report);
    if (this.#sequencer === null) this.#checkpointer?.appended();
    return appended;
  }

  async checkpoint(): Promise<string> {
    if (this.#checkpointer === null) throw new Fault('read_only', STANDING_TEXT[this.#standing]);
    await this.#sequencer?.drain();
    return this.#checkpointer.sign();
  }

  async verify(): Promise<Verification> {
    await this.#caughtUp();
    return verifyLog(this.#deps.db.read, readTrust(this.#files));
  }

  async *export(): AsyncGenerator<string> {
    yield* exportLog(this.#deps.db.read, await this.checkpoint());
  }

  async prove(index: number, since: number | null): Promise<ProofBundle> {
    await this.#caughtUp();
    const verifier = this.#signer?.verifier ?? readTrust(this.#files).verifier ?? '';
    return proveEntry(this.#deps.db.read, { note: await this.checkpoint(), verifier }, index, since);
  }

  async list(filter: EntryFilter) {
    await this.#caughtUp();
    return listEntries(this.#deps.db.read, filter);
  }

  async tail(from: number, limit?: number): Promise<StoredEntry[]> {
    await this.#caughtUp();
    return tailEntries(this.#deps.db.read, from, limit);
  }

  async show(which: string | number): Promise<StoredEntry | null> {
    await this.#caughtUp();
    return showEntry(this.#deps.db.read, which);
  }

  following(from: number, limit: number): Promise<StoredEntry[]> {
    return tailEntries(this.#deps.db.read, from, limit);
  }

  sequenced(): Promise<number> {
    return logSize(this.#deps.db.read);
  }

  async inbox(): Promise<Inbox> {
    if (this.#sequencer === null) return { depth: 0, oldestAt: null, sequencer: true };
    return { ...(await inboxFigures(this.#deps.db.read)), sequencer: this.#sequencer.isMine() };
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
    const { db, clock } = this.#deps;
    this.#signer ??= await this.#key.replace();
    await db.unit(async (tx) => {
      await this.#write(tx, { kind: 'log.accepted', actor, details });
      await this.#deps.onAccept?.(tx, (report) => this.#write(tx, report));
    });
    this.#accepting = true;
    await this.#sequencer?.drain();
    publishVerifier(this.#files, this.#signer);
    const note = await signLog({ db, clock, files: this.#files }, this.#signer);
    this.#checkpointer = this.#checkpoints(this.#signer, note);
    this.#standing = 'intact';
    this.#accepting = false;
  }

  async close(): Promise<void> {
    await this.#sequencer?.close();
    await this.#checkpointer?.close();
  }

  /** Who reads what they have just written finds it. What cannot get its place now is not waited for. */
  async #caughtUp(): Promise<void> {
    await this.#sequencer?.drain().catch(() => undefined);
  }

  async #write(tx: Tx, report: AuditReport): Promise<Appended> {
    const event = eventOf(this.#deps, report);
    if (this.#sequencer === null) return this.#log.append(tx, event);
    await insertWaiting(tx, event, encodeEntry(event));
    if (isWatched(event)) await this.#deps.db.signals?.send(tx, ENTRY_SIGNALS, signalOf(event));
    return { id: event.id, index: null };
  }

  #sequences(sequencing: Sequencing): Sequencer {
    return new Sequencer({
      ...this.#deps,
      sequencing: {
        take: async () => this.#maySequence() && (await sequencing.take()),
        hold: async (tx) => this.#maySequence() && (await sequencing.hold(tx)),
        give: () => sequencing.give(),
      },
      onSequenced: (count) => this.#checkpointer?.appended(count),
      onBeat: async () => void (await this.#checkpointer?.follow()),
    });
  }

  /** A gateway that knows a longer log than this database holds must not go on with the shorter one. */
  #maySequence(): boolean {
    return this.#standing === 'intact' || this.#accepting;
  }

  #checkpoints(signer: Signer, note: string): Checkpointer {
    const onDamage = (standing: Standing) => {
      this.#standing = standing;
      this.#deps.shared?.sequencing.give().catch(() => undefined); // else its lease has to lapse
    };
    return new Checkpointer({ ...this.#deps, files: this.#files, onDamage }, signer, note);
  }
}
