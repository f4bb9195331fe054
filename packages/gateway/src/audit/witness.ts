import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../kernel/fault.ts';
import type { Random } from '../kernel/random.ts';
import { fileFault, requireOwnerOnly, secureDirectory } from '../storage/index.ts';
import { isVerifier, type Signer, signerFor } from './checkpoint.ts';

/**
 * What the log is checked against, kept apart from the database: its signing key, the public half, and the last signed
 * checkpoint. Whoever restores or edits the database alone cannot bring these along.
 */
export interface WitnessFiles {
  /** directory, owner only */
  readonly dir: string;
  /** the last checkpoint; may lie on another volume */
  readonly file: string;
}

/** The name of an installation's log, in every checkpoint and key of it. */
export function logOrigin(instance: string): string {
  return `agentport/audit/${instance}`;
}

export function witnessFiles(dir: string, file: string | null = null): WitnessFiles {
  return { dir, file: file ?? join(dir, 'checkpoint') };
}

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex'); // RFC 8410 §7, a key from its seed
const SEED_BYTES = 32;

/** @returns null when there is no key yet */
export function loadSigner({ dir }: WitnessFiles, origin: string): Signer | null {
  const path = keyPath(dir);
  if (!existsSync(path)) return null;
  requireOwnerOnly(path, 'chmod 600');
  const key = readKey(path);
  return signerFor(origin, key, createPublicKey(key));
}

function readKey(path: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (error) {
    const text = `The signing key of the audit log, ${path}, cannot be read. Put it back from its backup.`;
    throw new Fault('log_damaged', text, { cause: error });
  }
}

/** The private half of the key in the file, 32 bytes; null when there is none. */
export function loadSeed({ dir }: WitnessFiles): Buffer | null {
  const path = keyPath(dir);
  if (!existsSync(path)) return null;
  requireOwnerOnly(path, 'chmod 600');
  return readKey(path).export({ type: 'pkcs8', format: 'der' }).subarray(PKCS8_PREFIX.length);
}

export function newSeed(random: Random): Buffer {
  return random.bytes(SEED_BYTES);
}

export function signerFromSeed(origin: string, seed: Uint8Array): Signer {
  const key = keyFromSeed(seed);
  return signerFor(origin, key, createPublicKey(key));
}

function keyFromSeed(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** Makes the key. It refuses to replace one: that would orphan everything it has signed. */
export function createSigner({ dir }: WitnessFiles, origin: string, random: Random): Signer {
  secureDirectory(dir);
  const seed = newSeed(random);
  const key = keyFromSeed(seed);
  seed.fill(0);
  const pem = key.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(keyPath(dir), pem, { mode: 0o600, flag: 'wx', flush: true });
  return signerFor(origin, key, createPublicKey(key));
}

/** Lays the public key beside the private one, for whoever verifies. */
export function publishVerifier({ dir }: WitnessFiles, { verifier }: Signer): void {
  secureDirectory(dir);
  writeFileSync(verifierPath(dir), `${verifier}\n`, { mode: 0o600, flush: true });
}

/** What a log is measured by: null for what is not known, and what is then not checked. */
export interface Trust {
  /** public key of the log's signer, as text */
  readonly verifier: string | null;
  /** a checkpoint known from elsewhere, as a signed note */
  readonly witness: string | null;
}

/** What the witness directory knows, for verification; needs no private key. */
export function readTrust({ dir, file }: WitnessFiles): Trust {
  const verifier = readText(verifierPath(dir))?.trim() ?? null;
  return { verifier: verifier !== null && isVerifier(verifier) ? verifier : null, witness: readText(file) };
}

export function readWitness({ file }: WitnessFiles): string | null {
  return readText(file);
}

/**
 * Replaces the witness as a whole: a crash leaves the old checkpoint or the new one.
 * @throws {Fault} storage_unavailable
 */
export async function writeWitness({ file }: WitnessFiles, note: string): Promise<void> {
  const draft = `${file}.new`;
  try {
    await writeDurably(draft, note);
    await rename(draft, file);
    await syncDirectory(dirname(file)); // the rename itself is durable only when its directory is
  } catch (error) {
    throw fileFault(error, file);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function readText(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function keyPath(dir: string): string {
  return join(dir, 'key.pem');
}

function verifierPath(dir: string): string {
  return join(dir, 'verifier');
}
