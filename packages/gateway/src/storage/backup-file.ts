import { closeSync, openSync } from 'node:fs';
import { Fault } from '../kernel/fault.ts';
import { fileFault } from './file-fault.ts';

/**
 * Makes a file that only its owner can read, before anything is written into it.
 * @throws {Fault} invalid_request when it is there already, storage_unavailable
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new Fault('invalid_request', `${path} is there already. Name a file that does not exist yet.`);
    }
    throw fileFault(error, path);
  }
}
