import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { JsonObject } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { KeyTable } from '../storage/schema.ts';
import { EnvelopeError, openEnvelope, sealEnvelope, type WrappingKey } from './envelope.ts';
import { insertKey, selectKeys } from './store.ts';

/** What a key derived from the root key signs. A label never changes its use. */
export const MAC_LABELS = ['permit', 'request-state', 'fingerprint', 'cursor'] as const;
export type MacLabel = (typeof MAC_LABELS)[number];

const PURPOSES = ['credential', 'payload', 'state'] as const;
export type KeyPurpose = (typeof PURPOSES)[number];

const WRAP_KEY_INFO = 'agentport/root/v1/wrap';

export interface KeyringOptions {
  readonly db: Database;
  readonly root: Secret;
  readonly instance: string;
  readonly org: string;
  readonly random: Random;
  readonly newId: NewId;
  /** ms UTC, for new rows */
  readonly now: () => number;
}

/** The open keys of one instance: what wraps data keys, and what signs. */
export interface Keyring {
  /** the newest wrapping key of a purpose */
  active(purpose: KeyPurpose): WrappingKey;
  /** the key an envelope names, if it is one of `purpose` */
  find(purpose: KeyPurpose, id: string): Uint8Array | null;
  /** HMAC-SHA256, 32 bytes */
  mac(label: MacLabel, bytes: Uint8Array | string): Buffer;
}

/**
 * Opens the wrapping keys with the root key; makes the missing ones on the first run. Every key is read back
 * after its unit is durable, so that nothing is ever sealed under a key that a rollback took away.
 * @throws {Fault} `sealed` when the root key is not the one this database was sealed with
 */
export async function openKeyring(options: KeyringOptions): Promise<Keyring> {
  const wrap: WrappingKey = { id: 'root', key: derive(options, WRAP_KEY_INFO) };
  await options.db.unit((tx) => makeMissing(tx, options, wrap));
  const keys = (await selectKeys(options.db.read))
    .filter((row) => row.org === options.org)
    .map((row) => ({ row, key: unwrap(options.instance, row, wrap) }));
  const macKeys = new Map(MAC_LABELS.map((label) => [label, derive(options, `agentport/mac/v1/${label}`)]));

  return {
    active(purpose) {
      const newest = keys.findLast(({ row }) => row.purpose === purpose);
      if (!newest) throw new Fault('sealed', 'The vault has no key for this. Restart the gateway.');
      return { id: newest.row.id, key: newest.key };
    },
    find(purpose, id) {
      return keys.find(({ row }) => row.purpose === purpose && row.id === id)?.key ?? null;
    },
    mac(label, bytes) {
      const key = macKeys.get(label);
      if (!key) throw new TypeError(`There is no signing key called ${label}.`);
      return createHmac('sha256', createSecretKey(key)).update(bytes).digest();
    },
  };
}

async function makeMissing(tx: Tx, options: KeyringOptions, wrap: WrappingKey): Promise<void> {
  const present = (await selectKeys(tx)).filter((row) => row.org === options.org);
  for (const row of present) unwrap(options.instance, row, wrap); // a wrong root key must not add keys of its own
  for (const purpose of PURPOSES) {
    if (present.some((row) => row.purpose === purpose)) continue;
    const row = {
      id: options.newId('key'),
      org: options.org,
      purpose,
      version: 1,
      created_at: options.now(),
    };
    const key = options.random.bytes(32);
    const wrapped = sealEnvelope(options.random, wrap, keyContext(options.instance, row), key);
    await insertKey(tx, { ...row, wrapped });
  }
}

function unwrap(instance: string, row: KeyTable, wrap: WrappingKey): Buffer {
  try {
    return openEnvelope((id) => (id === wrap.id ? wrap.key : null), keyContext(instance, row), row.wrapped);
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    throw new Fault(
      'sealed',
      'The root key does not open this database. Start with the key file it was made with (AGENTPORT_ROOT_KEY_FILE).',
      { cause: error },
    );
  }
}

function keyContext(instance: string, row: Omit<KeyTable, 'wrapped'>): JsonObject {
  return {
    what: 'wrapping-key',
    instance,
    org: row.org,
    id: row.id,
    purpose: row.purpose,
    version: row.version,
  };
}

/** RFC 5869; the instance is the salt, so that one root key reused by two instances gives unrelated keys. */
function derive(options: KeyringOptions, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', options.root.reveal(), options.instance, info, 32));
}
