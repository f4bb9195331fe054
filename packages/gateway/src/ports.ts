import type { loadCatalog } from './catalog/index.ts';
import type { Config } from './config.ts';
import type { SecretSources } from './config-file/index.ts';
import type { Courier } from './courier/index.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import type { Random } from './kernel/random.ts';
import type { Passwords } from './operators/index.ts';
import type { Database } from './storage/index.ts';
import type { KeySource } from './vault/index.ts';

/** What the process brings along: the ports, and what only it may read. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly secrets: SecretSources;
  /** where the root key comes from instead of the root key file */
  readonly keySource?: KeySource;
  /** folder with one folder per integration */
  readonly integrationsDir: string;
  /** puts something around a room as it is wired, or in its place, for tests; nothing in production */
  readonly wrap?: Wrap | undefined;
}

export interface Wrap {
  readonly openDatabase?: (config: Config) => Promise<Database>;
  readonly db?: (db: Database) => Database;
  readonly courier?: (courier: Courier) => Courier;
  readonly loadCatalog?: typeof loadCatalog;
  readonly passwords?: Passwords;
}
