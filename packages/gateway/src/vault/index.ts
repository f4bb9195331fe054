export type { MacLabel } from './keyring.ts';
export type { PayloadKind, Payloads } from './payloads.ts';
export type { CredentialName, StateContext } from './seal.ts';
export { envKeySource } from './sources/env.ts';
export { fileKeySource } from './sources/file.ts';
export type { KeySource } from './sources/key-source.ts';
export type { Vault, VaultOptions } from './vault.ts';
export { createVault } from './vault.ts';
