export type { KeyChores } from './chores.ts';
export {
  daysBefore,
  deleteDayKey,
  deletePayloads,
  type PayloadRange,
  payloadIds,
} from './erase-payloads.ts';
export type { MacLabel } from './keyring.ts';
export type { KeysStatus } from './keys-status.ts';
export type { PayloadKind, Payloads } from './payloads.ts';
export { formatRootKey } from './root-key.ts';
export type { CredentialName, StateContext } from './seal.ts';
export { envKeySource, type KeyVariable } from './sources/env.ts';
export { fileKeySource } from './sources/file.ts';
export type { KeySource, KeySourceKind } from './sources/key-source.ts';
export { openRootKey, sealRootKey } from './sources/passphrase.ts';
export type { Vault, VaultOptions } from './vault.ts';
export { createVault } from './vault.ts';
