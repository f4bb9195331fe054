import { timingSafeEqual } from 'node:crypto';
import type { AuditReport } from '../audit/entry.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { idFactory } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Database, Tx } from '../storage/database.ts';
import { createKeyChores, type KeyChores, type KeyChoresParts } from './chores.ts';
import { EnvelopeError } from './envelope.ts';
import { type FirstKeysParts, makeMissingKeys } from './first-keys.ts';
import { type Keyring, type MacLabel, openKeyring, sealedFault } from './keyring.ts';
import { createPayloads, type Payloads } from './payloads.ts';
import { refingerprint } from './refingerprint.ts';
import { rootWrap } from './root.ts';
import { KEYS_CHANGED } from './rotate-keys.ts';
import {
  type CredentialName,
  fingerprint,
  type SealingParts,
  type StateContext,
  sealCredential,
  sealState,
} from './seal.ts';
import type { KeySource, RootKeys } from './sources/key-source.ts';
import { selectKeys } from './store.ts';
import { openCredential, openState } from './unseal.ts';

/**
 * Where secrets rest. Root key R (from a KeySource, never stored here) wraps one random key per purpose and one that
 * signs; the former wrap a fresh data key per value.
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
  /** what people do with the keys: look, rotate */
  readonly keys: KeyChores;
}

export interface VaultOptions {
  readonly db: Database;
  readonly keySource: KeySource;
  readonly instance: string;
  readonly org: string;
  readonly clock: Clock;
  readonly random: Random;
  /** changes of keys are recorded in the unit that makes them */
  readonly audit: { append(tx: Tx, report: AuditReport): Promise<unknown> };
  /** told of every step of a rotation, for tests that end the process there; nothing in production */
  readonly atStep?: KeyChoresParts['atStep'];
}

/**
 * Unseals: reads the root key and opens the keyring; on the first run both are made.
 * @throws {Fault} `sealed` without the right root key, `unsafe_permissions` when the key file is open to others
 */
export async function createVault(options: VaultOptions): Promise<Vault> {
  const { db, instance, org, clock, random, keySource } = options;
  const firstRun = (await selectKeys(db.read)).length === 0;
  const roots = await keySource.read(firstRun);
  const newId = idFactory(clock, random);
  const parts: FirstKeysParts = { instance, org, random, newId, now: () => clock.now() };
  try {
    const { keyring, root } = await openWithAny(options, parts, roots);
    const sealing: SealingParts = { ...parts, keyring };
    const keys = createKeyChores({
      ...options,
      ...sealing,
      atStep: options.atStep ?? (async () => undefined),
    });
    // another gateway has made or destroyed keys: a missed word is made up for at the first value they seal
    const refresh = () => {
      keyring.refresh().catch(() => undefined);
    };
    db.signals?.listen(KEYS_CHANGED, { signal: refresh, gap: refresh });
    if (roots.wanted && !sameKey(root, roots.wanted)) await keys.moveTo(roots.wanted).catch(unlessReadOnly);
    await keySource.settle?.(root);
    return {
      sealCredential: (tx, { secret, ...name }) => sealCredential(sealing, tx, name, secret),
      openCredential: (name) => openCredential(sealing, db.read, name),
      sealState: (context, plaintext) => sealState(sealing, context, plaintext),
      openState: (context, sealed) => openState(sealing, context, sealed),
      fingerprint: (secret) => fingerprint(keyring, secret),
      mac: (label, bytes) => keyring.mac(label, bytes),
      payloads: createPayloads({ ...sealing, db }),
      keys,
    };
  } finally {
    for (const root of roots.candidates) root.wipe();
  }
}

/** A rotation that was cut short leaves two root keys: one of them opens everything, for they change in one unit. */
async function openWithAny(
  options: VaultOptions,
  parts: FirstKeysParts,
  { candidates, moreByPassphrase }: RootKeys,
): Promise<{ keyring: Keyring; root: Secret }> {
  let refused: unknown = new EnvelopeError('unknown_key');
  for (const root of candidates) {
    try {
      return { keyring: await openWith(options, parts, root), root };
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      refused = error;
    }
  }
  throw sealedFault(refused, { unseal: moreByPassphrase });
}

async function openWith(options: VaultOptions, parts: FirstKeysParts, root: Secret): Promise<Keyring> {
  const { db, keySource } = options;
  const { instance, org } = parts;
  const wrap = rootWrap(root, instance);
  const signingIsNew = await db.unit((tx) => makeMissingKeys(tx, parts, wrap));
  const roots = async () => (await keySource.read(false)).candidates;
  const keyring = await openKeyring({ read: db.read, instance, org, roots }, wrap);
  if (signingIsNew) await refingerprint(db, { ...parts, keyring });
  return keyring;
}

function sameKey(a: Secret, b: Secret): boolean {
  return timingSafeEqual(a.reveal(), b.reveal());
}

/** A log that takes no entries keeps the keys as they are; what rests sealed opens all the same. */
function unlessReadOnly(error: unknown): void {
  if (!(error instanceof Fault) || error.code !== 'read_only') throw error;
}
