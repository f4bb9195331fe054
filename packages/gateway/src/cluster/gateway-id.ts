import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NewId } from '../kernel/ids.ts';
import { fileFault, secureDirectory } from '../storage/index.ts';

const ID = /^gtw_[0-9a-z]{26}$/;

/**
 * The name of this gateway, kept in its data directory so that a restart is known to be one.
 * @throws {Fault} storage_unavailable
 */
export function gatewayId(dataDir: string, newId: NewId): string {
  const file = path.join(dataDir, 'gateway-id');
  secureDirectory(dataDir);
  try {
    const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    if (ID.test(known)) return known;
    const id = newId('gtw');
    writeFileSync(file, `${id}\n`, { mode: 0o600, flush: true });
    return id;
  } catch (error) {
    throw fileFault(error, file);
  }
}
