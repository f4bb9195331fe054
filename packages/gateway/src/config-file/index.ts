export { type ConfigFile, createConfigFile } from './config-file.ts';
export { configFile as configFileSchema } from './schema.ts';
export type { SecretSources } from './secrets.ts';
