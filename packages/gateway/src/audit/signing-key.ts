import type { Random } from '../kernel/random.ts';
import { type Database, dbNow, lock, STORED_CONTEXTS } from '../storage/index.ts';
import { type Signer, signCheckpoint } from './checkpoint.ts';
import { EMPTY_ROOT } from './merkle.ts';
import { isFirstStart } from './standing.ts';
import { lastCheckpoint } from './store.ts';
import {
  createSigner,
  loadSeed,
  loadSigner,
  newSeed,
  publishVerifier,
  readTrust,
  readWitness,
  signerFromSeed,
  type WitnessFiles,
  writeWitness,
} from './witness.ts';

/** Seals small values under the root key of the installation, which no database holds. */
export interface Sealer {
  sealState(context: { readonly what: string }, plaintext: Uint8Array): Buffer;
  /** @throws {Fault} sealed */
  openState(context: { readonly what: string }, sealed: Uint8Array): Buffer;
}

/** Where the key lies that signs the log. */
export interface SigningKey {
  /** @returns null when there is none, or not the one this gateway trusts; makes it at the very first start */
  load(): Promise<Signer | null>;
  /** For a person who accepts the log as it is: the key there is, or a new one. */
  replace(): Promise<Signer>;
}

interface KeyDeps {
  readonly db: Database;
  readonly random: Random;
  readonly files: WitnessFiles;
  readonly origin: string;
}

/** Apart from the database, in the witness directory: one gateway, one key. */
export function fileKey({ db, random, files, origin }: KeyDeps): SigningKey {
  return {
    // only where nothing was ever written or witnessed may key and witness be made without asking
    async load() {
      const known = loadSigner(files, origin);
      if (readWitness(files) !== null || !(await isFirstStart(db.read))) return known;
      const signer = known ?? createSigner(files, origin, random); // a key alone: the first start was cut short
      await beginWitness(files, signer);
      return signer;
    },
    replace: async () => loadSigner(files, origin) ?? createSigner(files, origin, random),
  };
}

/**
 * In the database, sealed by the vault: every gateway that has the root key signs with it, and whoever has only the
 * database cannot. Each gateway keeps the public half it has once seen beside its witness, so that another key that is
 * put into the row is refused.
 */
export function sharedKey({ db, random, files, origin, sealer }: KeyDeps & { sealer: Sealer }): SigningKey {
  const stored = async (): Promise<Signer | null> => {
    const row = await db.read.selectFrom('audit_signer').select(['verifier', 'sealed']).executeTakeFirst();
    if (!row) return null;
    const seed = sealer.openState(STORED_CONTEXTS.auditSigner, row.sealed);
    const signer = signerFromSeed(origin, seed);
    seed.fill(0);
    return signer.verifier === row.verifier ? signer : null;
  };
  const create = async (seed: Buffer): Promise<Signer> => {
    const { verifier } = signerFromSeed(origin, seed);
    const sealed = sealer.sealState(STORED_CONTEXTS.auditSigner, seed);
    seed.fill(0);
    await db.unit(async (tx) => {
      await lock(tx, 'first', 'audit-signer');
      const other = await tx.selectFrom('audit_signer').select('verifier').executeTakeFirst();
      if (other) return; // another gateway was first
      await tx.insertInto('audit_signer').values({ verifier, sealed, created_at: dbNow }).execute();
    });
    const signer = await stored();
    if (signer === null) throw new Error('the signing key that was stored cannot be read back');
    return signer;
  };
  return {
    async load() {
      const pinned = readTrust(files).verifier;
      const untouched = pinned === null && readWitness(files) === null;
      const carried = loadSeed(files); // of a log that was copied here from SQLite
      const firstStart = untouched && (await isFirstStart(db.read));
      const known =
        (await stored()) ?? (carried || firstStart ? await create(carried ?? newSeed(random)) : null);
      if (known === null || (pinned !== null && pinned !== known.verifier)) return null;
      if (untouched) await beginWitness(files, known, (await lastCheckpoint(db.read))?.note);
      return known;
    },
    replace: async () => (await stored()) ?? create(newSeed(random)),
  };
}

/** @param note the checkpoint a gateway that joins finds; the empty log's for the first one */
async function beginWitness(files: WitnessFiles, signer: Signer, note?: string): Promise<void> {
  publishVerifier(files, signer);
  await writeWitness(files, note ?? signCheckpoint(signer, { size: 0, root: EMPTY_ROOT }));
}
