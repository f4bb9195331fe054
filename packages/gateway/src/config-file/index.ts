export { type ConfigFile, checkConfigFile, createConfigFile } from './config-file.ts';
export { configFileJsonSchema } from './json-schema.ts';
export type { SecretSources } from './secrets.ts';
export { type Validation, validateConfigFile } from './validate.ts';
