import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../kernel/fault.ts';
import type { Random } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';
import { formatRootKey, parseRootKey, ROOT_KEY_CHARACTERS } from '../root-key.ts';
import type { KeySource } from './key-source.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/**
 * A root key in a file of its own: regular, ours, mode 0600, not beside the database (one copied directory must
 * not hold both the ciphertext and its key). Created on the first run.
 */
export function fileKeySource(options: { path: string; databasePath: string; random: Random }): KeySource {
  const file = path.resolve(options.path);
  return {
    async read(firstRun) {
      await refuseBesideDatabase(file, path.resolve(options.databasePath));
      const handle = await openExisting(file);
      if (handle) return readAndClose(handle, file);
      if (!firstRun) {
        throw new Fault(
          'sealed',
          `The root key file ${file} is missing, but this database was sealed with one. Put the file back, or name it with AGENTPORT_ROOT_KEY_FILE.`,
        );
      }
      return create(file, new Secret(options.random.bytes(32)));
    },
  };
}

async function refuseBesideDatabase(file: string, database: string): Promise<void> {
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
      {
        cause: error,
      },
    );
  }
}

async function readAndClose(handle: FileHandle, file: string): Promise<Secret> {
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw unsafe(file, 'is not a regular file', 'Name a file of your own.');
    if (about.uid !== process.geteuid?.()) {
      throw unsafe(file, 'belongs to another user', 'Run `chown` for the user who runs the gateway.');
    }
    if ((about.mode & 0o077) !== 0) {
      throw unsafe(file, 'can be read or written by others', `Run: chmod 600 ${file}`);
    }
    const sizeFits = about.size >= ROOT_KEY_CHARACTERS && about.size <= ROOT_KEY_CHARACTERS + 2;
    const key = sizeFits ? parseRootKey(await handle.readFile('utf8')) : null;
    if (key) return key;
    throw new Fault(
      'sealed',
      `The root key file ${file} does not hold a root key (one line: agentport-root-v1: and 43 characters). Restore it from your backup.`,
    );
  } finally {
    await handle.close();
  }
}

async function create(file: string, key: Secret): Promise<Secret> {
  const directory = path.dirname(file);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await handle.writeFile(`${formatRootKey(key)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(directory);
  return key;
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
