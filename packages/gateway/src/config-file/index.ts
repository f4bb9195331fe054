export { type ConfigFile, checkConfigFile, createConfigFile } from './config-file.ts';
export { policyOf } from './declared.ts';
export { configFileJsonSchema } from './json-schema.ts';
export { parseConsolePolicy } from './parse.ts';
export { isOwnNetwork, PROXY_FORM } from './proxies.ts';
export type { SecretSources } from './secrets.ts';
export { tlsFilesOf } from './tls-files.ts';
export { type Validation, validateConfigFile } from './validate.ts';
