import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Checkpoint, parseCheckpoint, readTrust, witnessFiles } from '../../audit/index.ts';
import type { Config } from '../../config.ts';
import { Fault } from '../../kernel/fault.ts';
import type { Secret } from '../../kernel/secret.ts';
import {
  describeLocation,
  fileFault,
  lockDirectory,
  openSqliteReader,
  type PostgresLocation,
  secureDirectory,
} from '../../storage/index.ts';
import { formatRootKey, openRootKey } from '../../vault/index.ts';
import { copyVerified } from '../copy-database.ts';
import { type AfterRestore, continueLog, isSignedInDatabase } from './continue-log.ts';
import { CONFIG, DATABASE, ESCROW, type Manifest, WITNESS } from './manifest.ts';
import type { BackupPorts } from './ports.ts';
import { unpack } from './verify-backup.ts';

export interface RestoreOptions {
  readonly file: string;
  /** moves the installation that is there aside; without it the data directory must be empty */
  readonly replace: boolean;
  /** opens the root key in the backup, when it is wanted from there */
  readonly passphrase: Secret | null;
}

export interface Restored extends AfterRestore {
  readonly manifest: Manifest;
  readonly dataDir: string;
  /** where the state went, when that is not the data directory */
  readonly database: string | null;
  /** where the installation went that was here before */
  readonly movedTo: string | null;
  /** files beside the data directory that were written, and those that were left as they are */
  readonly written: readonly string[];
  readonly left: readonly string[];
}

/** What a gateway leaves in a directory without having any state. */
const NOT_STATE: ReadonlySet<string> = new Set(['lock.db', 'lock.db-journal', 'control.sock']);

/**
 * Puts an installation back. It is made ready beside its place, and gets there by a rename: a crash leaves the data
 * directory as it was, or restored and safe to start.
 * @throws {Fault} already_running, invalid_request, backup_unreadable, log_damaged, database_newer, sealed
 */
export async function restore(
  config: Config,
  ports: BackupPorts,
  options: RestoreOptions,
): Promise<Restored> {
  const { dataDir } = config;
  secureDirectory(path.dirname(dataDir));
  const unlock = await lockExisting(dataDir);
  const staging = `${dataDir}.restoring`;
  try {
    await requireRoom(dataDir, options.replace);
    await rm(staging, { recursive: true, force: true }); // of a restore that was cut short
    await mkdir(staging, { mode: 0o700 });
    const { manifest } = await unpack(options.file, staging, ports);
    const rootKey = await rootKeyOf(staging, options.passphrase);
    const lost = lostCheckpoint(config);
    await arrange(staging);
    await requireSameKind(staging, config, ports);
    const after = await continueLog(staging, ports, { manifest, lost });
    if (config.database !== null) await moveToPostgres(staging, config.database, ports);
    const beside = await placeBeside(staging, config, rootKey);
    const movedTo = await swap(dataDir, staging, ports.clock.now(), unlock);
    await placeWitness(config);
    const database = config.database && describeLocation(config.database);
    return { ...after, ...beside, manifest, dataDir, database, movedTo };
  } finally {
    unlock();
    await rm(staging, { recursive: true, force: true });
  }
}

/** Nobody may run on the directory while it changes. */
async function lockExisting(dataDir: string): Promise<() => void> {
  if (!existsSync(dataDir)) return () => undefined;
  return lockDirectory(dataDir);
}

async function requireRoom(dataDir: string, replace: boolean): Promise<void> {
  if (replace || !existsSync(dataDir)) return;
  const state = (await readdir(dataDir)).filter((name) => !NOT_STATE.has(name));
  if (state.length === 0) return;
  throw new Fault(
    'invalid_request',
    `${dataDir} holds an installation already. Add --replace to move it aside, or set AGENTPORT_DATA_DIR.`,
  );
}

/** The newest signed state of the log that the restored one will not contain, as far as it is known here. */
function lostCheckpoint(config: Config): Checkpoint | null {
  const { witness } = readTrust(witnessFiles(path.join(config.dataDir, 'witness'), config.witnessFile));
  return witness === null ? null : parseCheckpoint(witness);
}

async function rootKeyOf(staging: string, passphrase: Secret | null): Promise<Secret | null> {
  const file = path.join(staging, ESCROW);
  if (passphrase === null) return null;
  if (!existsSync(file)) {
    throw new Fault('invalid_request', 'There is no root key in this backup. Leave the passphrase away.');
  }
  const key = await openRootKey((await readFile(file, 'utf8')).trimEnd(), passphrase);
  if (key === null) throw new Fault('sealed', 'This passphrase does not open the root key in the backup.');
  return key;
}

/** From the order of a backup to the one of a data directory. */
async function arrange(staging: string): Promise<void> {
  await rename(path.join(staging, DATABASE), path.join(staging, 'agentport.db'));
  await rm(path.dirname(path.join(staging, DATABASE)), { recursive: true });
  await chmod(path.join(staging, WITNESS), 0o700);
}

/** A log whose key lies in the database cannot be signed from a file, as an installation without PostgreSQL does. */
async function requireSameKind(staging: string, { database }: Config, { clock }: BackupPorts): Promise<void> {
  if (database !== null) return;
  const reader = openSqliteReader({ path: path.join(staging, 'agentport.db'), clock });
  const ofPostgres = await isSignedInDatabase(reader.read).finally(() => reader.close());
  if (!ofPostgres) return;
  throw new Fault(
    'invalid_request',
    'This is the backup of an installation on PostgreSQL. Set DATABASE_URL to an empty database and restore it there.',
  );
}

/** Everything or nothing; until it has happened nothing else was touched. */
async function moveToPostgres(
  staging: string,
  database: PostgresLocation,
  { clock }: BackupPorts,
): Promise<void> {
  const file = path.join(staging, 'agentport.db');
  await copyVerified({ path: file, clock }, database, readTrust(witnessFiles(path.join(staging, WITNESS))));
  for (const name of await readdir(staging))
    if (name.startsWith('agentport.db') || NOT_STATE.has(name)) await rm(path.join(staging, name));
}

/** What does not belong into the data directory is put in its place, unless there is something already. */
async function placeBeside(staging: string, config: Config, rootKey: Secret | null) {
  const written: string[] = [];
  const left: string[] = [];
  const place = async (to: string, bytes: Uint8Array | string) => {
    if (existsSync(to)) return void left.push(to);
    await writePrivate(to, bytes);
    written.push(to);
  };
  const settings = path.join(staging, CONFIG);
  if (existsSync(settings)) {
    await place(config.configFile, await readFile(settings));
    await rm(settings);
  }
  if (rootKey !== null && config.rootKeyFile !== null)
    await place(config.rootKeyFile, `${formatRootKey(rootKey)}\n`);
  await rm(path.join(staging, ESCROW), { force: true });
  return { written, left };
}

async function writePrivate(to: string, bytes: Uint8Array | string): Promise<void> {
  try {
    const handle = await open(to, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileFault(error, to);
  }
}

async function swap(
  dataDir: string,
  staging: string,
  now: number,
  unlock: () => void,
): Promise<string | null> {
  const isThere = await lstat(dataDir).catch(() => null);
  const moment = new Date(now).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const movedTo = isThere === null ? null : `${dataDir}.before-restore-${moment}`;
  if (movedTo !== null) await rename(dataDir, movedTo);
  await rename(staging, dataDir);
  unlock();
  const holdsState = movedTo !== null && (await readdir(movedTo)).some((name) => !NOT_STATE.has(name));
  if (movedTo === null || holdsState) return movedTo;
  await rm(movedTo, { recursive: true });
  return null;
}

/** A witness on another volume still names the history that was lost; the log says why. It comes last: until then the gateway starts read-only. */
async function placeWitness({ dataDir, witnessFile }: Config): Promise<void> {
  if (witnessFile === null) return;
  const from = path.join(dataDir, 'witness', 'checkpoint');
  const note = await readFile(from);
  await rm(witnessFile, { force: true });
  await writePrivate(witnessFile, note);
}
