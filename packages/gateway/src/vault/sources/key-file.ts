import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../kernel/fault.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** Two lines sealed by passphrases, with room for line ends. */
const FILE_BYTES_MAX = 400;

/** @throws {Fault} `unsafe_permissions` */
export async function refuseBesideDatabase(file: string, database: string): Promise<void> {
  const [keyDirectory, dataDirectory] = await Promise.all([file, database].map(realDirectory));
  if (keyDirectory !== dataDirectory) return;
  throw new Fault(
    'unsafe_permissions',
    `The root key file ${file} lies beside the database. Move it to another directory and set AGENTPORT_ROOT_KEY_FILE.`,
  );
}

async function realDirectory(file: string): Promise<string> {
  const directory = path.dirname(file);
  return realpath(directory).catch(() => directory);
}

/**
 * The text of a key file, null when there is none.
 * @throws {Fault} `unsafe_permissions` when others could read or replace it, `sealed` when it cannot be read
 */
export async function readKeyFile(file: string): Promise<string | null> {
  const handle = await openExisting(file);
  if (handle === null) return null;
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw unsafe(file, 'is not a regular file', 'Name a file of your own.');
    if (about.uid !== process.geteuid?.()) {
      throw unsafe(file, 'belongs to another user', 'Run `chown` for the user who runs the gateway.');
    }
    if ((about.mode & 0o077) !== 0) {
      throw unsafe(file, 'can be read or written by others', `Run: chmod 600 ${file}`);
    }
    return about.size > FILE_BYTES_MAX ? '' : await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Opens without following a link and checks what was opened, so that nothing can be swapped in between. */
async function openExisting(file: string): Promise<FileHandle | null> {
  try {
    // O_NONBLOCK: opening a pipe someone left there must not hang the start.
    return await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    if (code === 'ELOOP') {
      throw unsafe(file, 'is a symbolic link', 'Name the real file with AGENTPORT_ROOT_KEY_FILE.');
    }
    throw new Fault(
      'sealed',
      `The root key file ${file} cannot be opened (${code}). Check that it is yours.`,
      { cause: error },
    );
  }
}

export async function createKeyFile(file: string, lines: readonly string[]): Promise<void> {
  const directory = path.dirname(file);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeNew(file, lines);
  await syncDirectory(directory);
}

/**
 * Replaces a key file as a whole: a crash leaves the old text or the new one. Afterwards the old one's bytes are
 * overwritten, as far as the file system lets anybody do that: copies on write, journals and backups keep theirs.
 */
export async function replaceKeyFile(file: string, lines: readonly string[]): Promise<void> {
  const draft = draftOf(file);
  await removeDraft(file);
  await writeNew(draft, lines);
  const old = await open(file, O_RDWR | O_NOFOLLOW);
  try {
    await rename(draft, file);
    await syncDirectory(path.dirname(file));
    const { size } = await old.stat();
    await old.write(Buffer.alloc(size), 0, size, 0);
    await old.sync();
  } finally {
    await old.close();
  }
}

/** What a replacement that was cut short left behind. */
export async function removeDraft(file: string): Promise<void> {
  await rm(draftOf(file), { force: true });
}

function draftOf(file: string): string {
  return `${file}.new`;
}

async function writeNew(file: string, lines: readonly string[]): Promise<void> {
  const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await handle.writeFile(lines.map((line) => `${line}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Without this the new name may be gone after a power cut, and with it everything sealed meanwhile. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unsafe(file: string, what: string, remedy: string): Fault {
  return new Fault('unsafe_permissions', `The root key file ${file} ${what}. ${remedy}`);
}
