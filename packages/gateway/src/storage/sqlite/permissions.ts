import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../kernel/fault.ts';
import { fileFault } from '../file-fault.ts';

const GROUP_AND_OTHERS = 0o077;

/**
 * Makes directory and file readable by their owner only, or refuses what exists and is wider: whoever can read the
 * database can read every name and digest in it, whoever can write it can try to rewrite history.
 * @throws {Fault} unsafe_permissions, storage_unavailable
 */
export function securePath(path: string): void {
  secureDirectory(dirname(path));
  try {
    closeSync(openSync(path, 'wx', 0o600));
    chmodSync(path, 0o600); // the umask may have taken more away than SQLite can work with
  } catch (error) {
    if (!isExisting(error)) throw fileFault(error, path);
    requireOwnerOnly(path, 'chmod 600');
  }
}

/** @throws {Fault} unsafe_permissions, storage_unavailable */
export function secureDirectory(directory: string): void {
  if (!makeDirectory(directory)) requireOwnerOnly(directory, 'chmod 700');
}

function makeDirectory(directory: string): boolean {
  try {
    return mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined;
  } catch (error) {
    throw fileFault(error, directory);
  }
}

/**
 * @param remedy the command that repairs it
 * @throws {Fault} unsafe_permissions
 */
export function requireOwnerOnly(path: string, remedy: string): void {
  if (process.platform === 'win32') return; // no mode bits there; access lists are the directory's
  const mode = statSync(path).mode & 0o777;
  if ((mode & GROUP_AND_OTHERS) === 0) return;
  throw new Fault(
    'unsafe_permissions',
    `${path} can be used by other accounts of this machine (mode ${mode.toString(8)}). Run: ${remedy} ${path}`,
  );
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
