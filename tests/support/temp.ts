import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Anything that can clean up later: a test's context, or `{ after }` of node:test. */
export interface CleansUp {
  after(done: () => void | Promise<void>): void;
}

/** A directory of its own (mode 0700), removed after the test. */
export function temporaryDirectory(owner: CleansUp, name = 'agentport-test'): string {
  const directory = mkdtempSync(join(tmpdir(), `${name}-`));
  owner.after(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}
