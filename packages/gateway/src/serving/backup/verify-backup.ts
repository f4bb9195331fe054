import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { readTrust, verifyDatabase, witnessFiles } from '../../audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { Fault } from '../../kernel/fault.ts';
import { fileFault, schemaOf } from '../../storage/index.ts';
import { chunksOf, type Part, readParts, unreadable } from './archive.ts';
import { DATABASE, ESCROW, MANIFEST, type Manifest, parseManifest, WITNESS } from './manifest.ts';

export interface VerifiedBackup {
  readonly file: string;
  readonly manifest: Manifest;
  /** hex SHA-256 of what the backup says about itself: write it down, and no part can be exchanged unnoticed */
  readonly manifestSha256: string;
  readonly escrowed: boolean;
}

const MANIFEST_BYTES_MAX = 64 * 1024;

/**
 * Reads every part of a backup, compares digests, and checks the log in it entry by entry.
 * It unpacks beside the backup, so that much space must be free there.
 * @throws {Fault} backup_unreadable, log_damaged, storage_unavailable
 */
export async function verifyBackup(file: string, ports: { clock: Clock }): Promise<VerifiedBackup> {
  const staging = await mkdtemp(`${path.resolve(file)}.`).catch((error: unknown) => {
    throw fileFault(error, path.dirname(path.resolve(file)));
  });
  try {
    return await unpack(file, staging, ports);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Unpacks a backup into an empty directory of ours, and checks what came out. */
export async function unpack(
  file: string,
  into: string,
  { clock }: { clock: Clock },
): Promise<VerifiedBackup> {
  const handle = await openBackup(file);
  try {
    const parts = await readParts(handle);
    const { manifest, digest } = await readManifest(handle, parts);
    if (parts.length !== manifest.parts.length + 1) throw unreadable('it holds parts it does not name');
    for (const named of manifest.parts) {
      const part = parts.find(({ name }) => name === named.name);
      if (part?.bytes !== named.bytes) throw unreadable(`${named.name} is missing or has another size`);
      const found = await extract(handle, part, path.join(into, part.name));
      if (found !== named.sha256) throw unreadable(`${named.name} was changed`);
    }
    await requireLog(into, manifest, clock);
    const escrowed = manifest.parts.some(({ name }) => name === ESCROW);
    return { file, manifest, manifestSha256: digest, escrowed };
  } finally {
    await handle.close();
  }
}

async function openBackup(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw fileFault(error, file);
  }
}

async function readManifest(handle: FileHandle, parts: readonly Part[]) {
  const last = parts.at(-1);
  if (last?.name !== MANIFEST || last.bytes > MANIFEST_BYTES_MAX) throw unreadable('its manifest is missing');
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(handle, last)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { manifest: parseManifest(bytes), digest: createHash('sha256').update(bytes).digest('hex') };
}

async function extract(handle: FileHandle, part: Part, to: string): Promise<string> {
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  const digest = createHash('sha256');
  const target = await open(to, 'wx', 0o600).catch((error: unknown) => {
    throw fileFault(error, to);
  });
  try {
    for await (const chunk of chunksOf(handle, part)) {
      digest.update(chunk);
      await target.write(chunk);
    }
    await target.sync();
  } catch (error) {
    throw fileFault(error, to);
  } finally {
    await target.close();
  }
  return digest.digest('hex');
}

/** The log of the backup is whole, continues the witness that lies with it, and is the one that was counted. */
async function requireLog(into: string, { log, schema }: Manifest, clock: Clock): Promise<void> {
  const database = path.join(into, DATABASE);
  if (schemaOf(database) !== schema) throw unreadable('its database has another schema than it says');
  const found = await verifyDatabase(database, readTrust(witnessFiles(path.join(into, WITNESS))), clock);
  if (!found.ok) throw new Fault('log_damaged', `${found.problem?.message ?? 'The log is not intact.'}`);
  if (found.size !== log.size || found.root !== log.root) throw unreadable('its log is not the one it says');
}
