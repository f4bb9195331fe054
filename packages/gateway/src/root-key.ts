import type { Config } from './config.ts';
import type { Random } from './kernel/random.ts';
import { sqlitePath } from './storage/index.ts';
import { fileKeySource, type KeySource } from './vault/index.ts';

/** Where the root key of this installation comes from: the process brings it along, or a file holds it. */
export function keySourceOf(
  config: Config,
  { keySource, random }: { readonly keySource?: KeySource; readonly random: Random },
): KeySource {
  if (keySource) return keySource;
  if (config.rootKeyFile === null) throw new Error('without a root key file the process brings a key source');
  return fileKeySource({ path: config.rootKeyFile, databasePath: sqlitePath(config), random });
}
