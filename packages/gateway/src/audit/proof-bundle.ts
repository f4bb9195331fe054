import type { Kysely } from 'kysely';
import { Fault } from '../kernel/fault.ts';
import type { Schema } from '../storage/schema.ts';
import { isSigned, isVerifier, parseCheckpoint } from './checkpoint.ts';
import { leafHash } from './merkle.ts';
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proof.ts';
import { checkpointsBetween, entriesFrom, nodeAt } from './store.ts';

const FORMAT = 'agentport-audit-proof';

/** One entry with what shows, to anybody who has the log's public key, that it stands in the signed log. */
export interface ProofBundle {
  readonly format: typeof FORMAT;
  readonly v: 1;
  readonly index: number;
  /** the entry's bytes as they were hashed; all of them are printable ASCII */
  readonly entry: string;
  /** RFC 6962 inclusion proof, base64, nearest first */
  readonly inclusion: string[];
  /** signed note (C2SP tlog-checkpoint) */
  readonly checkpoint: string;
  /** the log's public key, to compare with the one you already have: a proof that brings its own key proves nothing */
  readonly verifier: string;
  /** an earlier checkpoint, and the proof that this log continues it */
  readonly since: { readonly checkpoint: string; readonly consistency: string[] } | null;
}

/**
 * Proves the entry at `index` against the checkpoint `note`.
 * @param since size of an earlier checkpoint, or any size up to this one's whose checkpoint was kept
 * @throws {Fault} `not_found` when there is no such entry or checkpoint
 */
export async function proveEntry(
  db: Kysely<Schema>,
  { note, verifier }: { note: string; verifier: string },
  index: number,
  since: number | null,
): Promise<ProofBundle> {
  const size = parseCheckpoint(note)?.size ?? 0;
  const [row] = index < size ? await entriesFrom(db, index, 1) : [];
  if (row?.leaf_index !== index)
    throw new Fault('not_found', 'There is no audit entry of this number or id.');
  const node = (level: number, at: number) => nodeAt(db, level, at);
  return {
    format: FORMAT,
    v: 1,
    index,
    entry: Buffer.from(row.entry).toString('latin1'),
    inclusion: (await inclusionProof(index, size, node)).map(base64),
    checkpoint: note,
    verifier,
    since: since === null ? null : await proveSince(db, since, size),
  };
}

async function proveSince(
  db: Kysely<Schema>,
  since: number,
  size: number,
): Promise<NonNullable<ProofBundle['since']>> {
  const [older] = since >= 1 && since <= size ? await checkpointsBetween(db, since - 1, since) : [];
  if (!older) {
    throw new Fault('not_found', `No checkpoint of size ${since} was kept. Take the size of one you hold.`);
  }
  const proof = await consistencyProof(since, size, (level, at) => nodeAt(db, level, at));
  return { checkpoint: older.note, consistency: proof.map(base64) };
}

export type ProofProblem = 'unreadable' | 'wrong_key' | 'bad_signature' | 'not_included' | 'not_continued';

export type ProofCheck =
  | {
      readonly ok: true;
      readonly index: number;
      readonly size: number;
      readonly entry: string;
      readonly since: number | null;
    }
  | { readonly ok: false; readonly problem: ProofProblem; readonly message: string };

/**
 * Checks a bundle with nothing but the public key.
 * @param verifier the log's public key from where you trust it, not from the bundle
 */
export function checkProof(text: string, verifier: string): ProofCheck {
  if (!isVerifier(verifier))
    return refused('wrong_key', 'This is not a public key of the form <name>+<key id>+<key>.');
  const bundle = parseBundle(text);
  if (bundle === null) return refused('unreadable', 'This is not a proof, or it was changed.');
  if (bundle.verifier !== verifier) {
    return refused('wrong_key', 'The proof names another public key than the one it is checked with.');
  }
  const checkpoint = parseCheckpoint(bundle.checkpoint);
  if (checkpoint === null || !isSigned(bundle.checkpoint, verifier)) {
    return refused('bad_signature', 'The checkpoint is not signed by this key.');
  }
  const { size, root } = checkpoint;
  const leaf = leafHash(Buffer.from(bundle.entry, 'latin1'));
  if (!verifyInclusion(leaf, bundle.index, size, bundle.inclusion.map(bytes), root)) {
    return refused('not_included', 'The entry does not stand at this place of the signed log.');
  }
  const since = bundle.since === null ? null : checkSince(bundle.since, verifier, { size, root });
  if (since !== null && typeof since !== 'number') return since;
  return { ok: true, index: bundle.index, size, entry: bundle.entry, since };
}

function checkSince(
  { checkpoint, consistency }: NonNullable<ProofBundle['since']>,
  verifier: string,
  newer: { size: number; root: Buffer },
): number | ProofCheck {
  const older = parseCheckpoint(checkpoint);
  if (older === null || !isSigned(checkpoint, verifier)) {
    return refused('bad_signature', 'The earlier checkpoint is not signed by this key.');
  }
  if (verifyConsistency(older, newer, consistency.map(bytes))) return older.size;
  return refused('not_continued', 'The log does not continue the earlier checkpoint.');
}

/** Exactly one spelling: what is written back must be what was read, so that no byte of a proof can change unseen. */
function parseBundle(text: string): ProofBundle | null {
  try {
    const bundle = JSON.parse(text) as ProofBundle;
    const { index, entry, inclusion, checkpoint, verifier, since } = bundle;
    const clean: ProofBundle = {
      format: FORMAT,
      v: 1,
      index,
      entry,
      inclusion: inclusion.map((hash) => base64(bytes(hash))),
      checkpoint,
      verifier,
      since: since && {
        checkpoint: since.checkpoint,
        consistency: since.consistency.map((hash) => base64(bytes(hash))),
      },
    };
    const typed =
      Number.isSafeInteger(index) && [entry, checkpoint, verifier].every((one) => typeof one === 'string');
    return typed && formatProof(clean) === text ? clean : null;
  } catch {
    return null;
  }
}

/** A bundle as a file. */
export function formatProof(bundle: ProofBundle): string {
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

function base64(hash: Uint8Array): string {
  return Buffer.from(hash).toString('base64');
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

function refused(problem: ProofProblem, message: string): ProofCheck {
  return { ok: false, problem, message };
}
