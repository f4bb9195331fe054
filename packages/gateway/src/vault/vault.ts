import type { Clock } from '../kernel/clock.ts';
import { idFactory } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Database, Tx } from '../storage/database.ts';
import { type MacLabel, openKeyring } from './keyring.ts';
import { createPayloads, type Payloads } from './payloads.ts';
import {
  type CredentialName,
  fingerprint,
  type SealingParts,
  type StateContext,
  sealCredential,
  sealState,
} from './seal.ts';
import type { KeySource } from './sources/key-source.ts';
import { selectKeys } from './store.ts';
import { openCredential, openState } from './unseal.ts';

/**
 * Where secrets rest. Root key R (from a KeySource, never stored here) wraps one random key per purpose; those
 * wrap a fresh data key per value; HKDF of R gives the signing keys.
 */
export interface Vault {
  /** Seals one version of one field of a connection, inside the caller's unit. */
  sealCredential(tx: Tx, credential: CredentialName & { secret: Secret }): Promise<void>;
  /** Opens a credential. For the courier alone, for one call. */
  openCredential(name: CredentialName): Promise<Secret>;
  /** Seals a small value; open it with an equal context. */
  sealState(context: StateContext, plaintext: Uint8Array): Buffer;
  openState(context: StateContext, sealed: Uint8Array): Buffer;
  /** keyed, 16 hex digits: two equal ones mean the same secret */
  fingerprint(secret: Secret): string;
  /** HMAC-SHA256 under the key of `label`, 32 bytes */
  mac(label: MacLabel, bytes: Uint8Array | string): Buffer;
  readonly payloads: Payloads;
}

export interface VaultOptions {
  readonly db: Database;
  readonly keySource: KeySource;
  readonly instance: string;
  readonly org: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Unseals: reads the root key and opens the keyring; on the first run both are made.
 * @throws {Fault} `sealed` without the right root key, `unsafe_permissions` when the key file is open to others
 */
export async function createVault(options: VaultOptions): Promise<Vault> {
  const { db, instance, org, clock, random } = options;
  const firstRun = (await selectKeys(db.read)).length === 0;
  const root = await options.keySource.read(firstRun);
  const newId = idFactory(clock, random);
  const now = () => clock.now();
  const keyring = await openKeyring({ db, root, instance, org, random, newId, now });
  root.wipe();

  const parts: SealingParts = { keyring, instance, org, random, newId, now };
  return {
    sealCredential: (tx, { secret, ...name }) => sealCredential(parts, tx, name, secret),
    openCredential: (name) => openCredential(parts, db.read, name),
    sealState: (context, plaintext) => sealState(parts, context, plaintext),
    openState: (context, sealed) => openState(parts, context, sealed),
    fingerprint: (secret) => fingerprint(keyring, secret),
    mac: (label, bytes) => keyring.mac(label, bytes),
    payloads: createPayloads({ ...parts, db }),
  };
}
