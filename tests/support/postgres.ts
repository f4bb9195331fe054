import type { Clock } from '../../packages/gateway/src/kernel/clock.ts';
import { type Database, secureDirectory } from '../../packages/gateway/src/storage/index.ts';
import { openOnClock } from '../../packages/gateway/src/storage/postgres/testing.ts';

export { dropSchema, newSchemaUrl } from '../../packages/gateway/src/storage/postgres/testing.ts';

/** Opens a schema on the clock of a test, with the data directory that a gateway has beside it. */
export function openHere(dataDir: string, url: string, clock: Clock): Promise<Database> {
  secureDirectory(dataDir);
  return openOnClock(url, clock);
}
