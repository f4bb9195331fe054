import { existsSync, statSync } from 'node:fs';
import { copyFile, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { placeWaiting, readTrust, verifyDatabase, witnessFiles } from '../../audit/index.ts';
import type { Config } from '../../config.ts';
import { Fault } from '../../kernel/fault.ts';
import type { Secret } from '../../kernel/secret.ts';
import {
  copyFromPostgres,
  copySqlite,
  createPrivateFile,
  openSqliteReader,
  schemaOf,
  sqlitePath,
} from '../../storage/index.ts';
import { sealRootKey } from '../../vault/index.ts';
import { ArchiveWriter } from './archive.ts';
import { CONFIG, DATABASE, ESCROW, MANIFEST, type Manifest, WITNESS } from './manifest.ts';
import type { BackupPorts } from './ports.ts';
import { type VerifiedBackup, verifyBackup } from './verify-backup.ts';

export interface BackupOptions {
  /** a file that is not there yet, or a directory to put one into */
  readonly to: string;
  readonly withConfig: boolean;
  /** seals the root key with this passphrase and puts it inside */
  readonly escrow: Secret | null;
}

const WITNESS_PARTS_MAX = 16;

/**
 * Writes one file that holds an installation, while calls run, and reads it back. The root key is not in it unless
 * asked for: without the key no credential in the backup can be opened again.
 * @throws {Fault} storage_unavailable, log_damaged, not_found
 */
export async function backUp(
  config: Config,
  ports: BackupPorts,
  options: BackupOptions,
): Promise<VerifiedBackup> {
  requireInstallation(config);
  const target = fileFor(options.to, ports.clock.now());
  createPrivateFile(target);
  const staging = await mkdtemp(`${target}.`);
  try {
    // The witness first: it must never be ahead of the database it comes with.
    const witness = await copyWitness(config, staging);
    const copy = path.join(staging, 'agentport.db');
    await copyState(config, copy, ports);
    const facts = await factsOf(copy, config, ports);
    await writeArchive(target, { config, ports, options, copy, witness, facts });
    return await verifyBackup(target, ports);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** On PostgreSQL the witness lies where a gateway runs. */
function requireInstallation(config: Config): void {
  const needed = config.database === null ? sqlitePath(config) : path.join(config.dataDir, 'witness');
  if (existsSync(needed)) return;
  const { dataDir } = config;
  throw new Fault(
    'not_found',
    config.database === null
      ? `There is nothing to back up in ${dataDir}. Set AGENTPORT_DATA_DIR.`
      : `${dataDir} holds no witness of the log. Run this where a gateway runs, with its AGENTPORT_DATA_DIR.`,
  );
}

/** One file either way. In the copy entries need not wait for their place: nobody else gives it. */
async function copyState(config: Config, copy: string, { clock }: BackupPorts): Promise<void> {
  if (config.database === null) return copySqlite(sqlitePath(config), copy);
  await copyFromPostgres(config.database, { path: copy, clock }, placeWaiting);
}

function fileFor(to: string, now: number): string {
  const isDirectory = existsSync(to) && statSync(to).isDirectory();
  if (!isDirectory) return path.resolve(to);
  const moment = new Date(now).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  return path.resolve(to, `agentport-${moment}.tar`);
}

/** The checkpoint may lie on another volume; in a backup it lies with its key. */
async function copyWitness(config: Config, staging: string): Promise<Map<string, string>> {
  const dir = path.join(config.dataDir, 'witness');
  const copied = new Map<string, string>();
  const names = (await readdir(dir)).filter((name) => !name.endsWith('.new') && name !== 'checkpoint');
  if (names.length > WITNESS_PARTS_MAX)
    throw new Fault('log_damaged', `${dir} holds files that do not belong there.`);
  for (const name of names) copied.set(`${WITNESS}${name}`, path.join(dir, name));
  const { file } = witnessFiles(dir, config.witnessFile);
  const note = path.join(staging, 'checkpoint');
  await copyFile(file, note);
  copied.set(`${WITNESS}checkpoint`, note);
  return copied;
}

type Facts = Pick<Manifest, 'instance' | 'schema' | 'log'>;

/** A log that is damaged now is not made better by keeping it: say so while the original is at hand. */
async function factsOf(copy: string, config: Config, ports: BackupPorts): Promise<Facts> {
  const { clock } = ports;
  const trust = readTrust(witnessFiles(path.join(config.dataDir, 'witness'), config.witnessFile));
  const log = await verifyDatabase(copy, { ...trust, witness: null }, clock);
  if (!log.ok) {
    throw new Fault(
      'log_damaged',
      `${log.problem?.message ?? 'The log is not intact.'} Nothing was backed up.`,
    );
  }
  const reader = openSqliteReader({ path: copy, clock });
  try {
    const { id } = await reader.read.selectFrom('instance').select('id').executeTakeFirstOrThrow();
    return { instance: id, schema: schemaOf(copy) ?? 0, log: { size: log.size, root: log.root } };
  } finally {
    await reader.close();
  }
}

interface Contents {
  readonly config: Config;
  readonly ports: BackupPorts;
  readonly options: BackupOptions;
  readonly copy: string;
  readonly witness: ReadonlyMap<string, string>;
  readonly facts: Facts;
}

async function writeArchive(target: string, contents: Contents): Promise<void> {
  const { config, ports, options, facts } = contents;
  const now = ports.clock.now();
  const handle = await open(target, 'r+');
  try {
    const archive = new ArchiveWriter(handle, now);
    const parts: Manifest['parts'] = [];
    const note = (name: string, bytes: number, sha256: string) => void parts.push({ name, bytes, sha256 });
    const files = [...contents.witness, [DATABASE, contents.copy] as const];
    if (options.withConfig && existsSync(config.configFile)) files.push([CONFIG, config.configFile]);
    for (const [name, file] of files) note(name, statSync(file).size, await archive.addFile(name, file));
    if (options.escrow !== null) {
      const line = await sealRootKey(ports.random, await theRootKey(ports), options.escrow);
      const sealed = Buffer.from(`${line}\n`);
      note(ESCROW, sealed.length, await archive.addBytes(ESCROW, sealed));
    }
    const manifest: Manifest = {
      format: 1,
      version: ports.version,
      ...facts,
      created_at: new Date(now).toISOString(),
      parts,
    };
    await archive.addBytes(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    await archive.end();
  } finally {
    await handle.close();
  }
}

/** Between two keys it cannot be told here which one opens the copy. */
async function theRootKey({ rootKey }: BackupPorts): Promise<Secret> {
  const { candidates } = await rootKey.read(false);
  const [key] = candidates;
  if (key !== undefined && candidates.length === 1) return key;
  throw new Fault(
    'sealed',
    'A change of the root key has not ended. Start the gateway once, then back up again.',
  );
}
