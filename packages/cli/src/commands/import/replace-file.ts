import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { Failure } from '../../failure.ts';

/** Copies a file beside itself, private, under a name that is free. */
export function keepOriginal(file: string): string {
  for (let turn = 1; turn < 100; turn++) {
    const kept = `${file}.before-agentport${turn === 1 ? '' : `-${turn}`}`;
    try {
      closeSync(openSync(kept, 'wx', 0o600));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw unwritable(kept, error);
    }
    try {
      copyFileSync(file, kept, constants.COPYFILE_FICLONE);
      chmodSync(kept, 0o600);
      return kept;
    } catch (error) {
      rmSync(kept, { force: true });
      throw unwritable(kept, error);
    }
  }
  throw new Failure(
    'invalid_request',
    `Remove the files ${file}.before-agentport… of earlier imports first.`,
  );
}

/**
 * Replaces a file as a whole, readable by its owner only, for it holds a token now.
 * @param original its copy: when the file is no longer what was copied, somebody else changed it, and it is left alone
 */
export function replaceFile(file: string, text: string, original: string): void {
  const draft = `${file}.agentport-new`;
  try {
    rmSync(draft, { force: true });
    const handle = openSync(draft, 'wx', 0o600);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (!readFileSync(file).equals(readFileSync(original))) {
      throw new Failure('invalid_request', `${file} was changed meanwhile. Nothing was moved; try again.`);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    rmSync(original, { force: true });
    throw error instanceof Failure ? error : unwritable(file, error);
  }
}

function unwritable(file: string, cause: unknown): Failure {
  const { code } = cause as NodeJS.ErrnoException;
  return new Failure('invalid_request', `${file} cannot be written (${code ?? 'unknown'}).`, { cause });
}
