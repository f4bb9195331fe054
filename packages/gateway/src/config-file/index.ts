export { type ConfigFile, checkConfigFile, createConfigFile } from './config-file.ts';
export { configFile as configFileSchema } from './schema.ts';
export type { SecretSources } from './secrets.ts';
