import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Fault } from '../kernel/fault.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Tx } from '../storage/database.ts';
import type { KeyTable } from '../storage/schema/vault-keys.ts';
import { EnvelopeError, type WrappingKey } from './envelope.ts';
import { type KeyPurpose, unwrapKey, unwrapSigning } from './keys.ts';
import { type RootWrap, rootWrap } from './root.ts';
import { type Reader, selectKeys, selectSigningKey } from './store.ts';

/** What a derived key signs. A label never changes its use. */
export const MAC_LABELS = ['permit', 'request-state', 'fingerprint', 'cursor'] as const;
export type MacLabel = (typeof MAC_LABELS)[number];

/** The open keys of one instance: what wraps data keys, and what signs. */
export interface Keyring {
  /** the newest wrapping key of a purpose that is known here */
  active(purpose: KeyPurpose): WrappingKey;
  /**
   * The newest wrapping key as a unit sees it, for what is written in that unit. A key that an open unit made is used
   * there and not remembered: nothing else may be sealed under a key that a rollback would take away.
   */
  newest(tx: Tx, purpose: KeyPurpose): Promise<WrappingKey>;
  /** the key an envelope names, if it is one of `purpose` */
  find(purpose: KeyPurpose, id: string): Uint8Array | null;
  /** HMAC-SHA256, 32 bytes */
  mac(label: MacLabel, bytes: Uint8Array | string): Buffer;
  /** Reads the committed keys again: another gateway, or a rotation here, has made or destroyed some. */
  refresh(): Promise<void>;
  /** what wraps the keys now */
  wrap(): RootWrap;
  /** The root key was changed, durably. */
  adopt(wrap: RootWrap): void;
  /** Overwrites the keys, lets go of those that sign (node:crypto overwrites them). Nothing opens any more. */
  close(): void;
}

export interface KeyringOptions {
  readonly read: Reader;
  readonly instance: string;
  readonly org: string;
  /** reads the root key anew, for keys that another gateway wrapped with a new one */
  readonly roots: () => Promise<readonly Secret[]>;
}

interface OpenKey {
  readonly row: KeyTable;
  readonly key: Buffer;
}

/**
 * Opens the keys that are stored.
 * @throws {EnvelopeError} when `first` is not what they were sealed with
 */
export async function openKeyring(options: KeyringOptions, first: RootWrap): Promise<Keyring> {
  const { read, instance, org } = options;
  let wrap = first;
  let keys: readonly OpenKey[] = [];
  let macKeys: ReadonlyMap<MacLabel, KeyObject> = new Map();

  const open = (row: KeyTable, by: RootWrap): OpenKey => ({ row, key: unwrapKey(by, instance, row) });
  const known = (id: string) => keys.find(({ row }) => row.id === id);
  const load = async (by: RootWrap): Promise<void> => {
    const rows = (await selectKeys(read)).filter((row) => row.org === org);
    const next = rows.map((row) => {
      const before = known(row.id);
      return before ? { row, key: before.key } : open(row, by);
    });
    for (const { row, key } of keys) if (!rows.some(({ id }) => id === row.id)) key.fill(0);
    keys = next;
    if (macKeys.size === 0) macKeys = await openSigning(read, instance, org, by);
    wrap = by;
  };

  await load(first);

  return {
    active(purpose) {
      const newest = keys.findLast(({ row }) => row.purpose === purpose);
      if (!newest) throw new Fault('sealed', 'The vault has no key for this. Restart the gateway.');
      return { id: newest.row.id, key: newest.key };
    },
    async newest(tx, purpose) {
      const row = (await selectKeys(tx)).findLast((one) => one.org === org && one.purpose === purpose);
      if (!row) throw new Fault('sealed', 'The vault has no key for this. Restart the gateway.');
      try {
        return { id: row.id, key: (known(row.id) ?? open(row, wrap)).key };
      } catch (error) {
        throw sealedFault(error);
      }
    },
    find: (purpose, id) => keys.find(({ row }) => row.purpose === purpose && row.id === id)?.key ?? null,
    mac(label, bytes) {
      const key = macKeys.get(label);
      if (!key) throw new TypeError(`There is no signing key called ${label}.`);
      return createHmac('sha256', key).update(bytes).digest();
    },
    async refresh() {
      try {
        await load(wrap);
      } catch (error) {
        if (!(error instanceof EnvelopeError)) throw error;
        await loadWithAny(await options.roots(), instance, load);
      }
    },
    wrap: () => wrap,
    adopt(next) {
      wrap = next;
    },
    close() {
      for (const { key } of keys) key.fill(0);
      wrap.key.fill(0);
      keys = [];
      macKeys = new Map();
    },
  };
}

async function loadWithAny(
  roots: readonly Secret[],
  instance: string,
  load: (wrap: RootWrap) => Promise<void>,
): Promise<void> {
  let last: unknown = new EnvelopeError('unknown_key');
  for (const root of roots) {
    try {
      return await load(rootWrap(root, instance));
    } catch (error) {
      last = error;
    } finally {
      root.wipe();
    }
  }
  throw sealedFault(last);
}

async function openSigning(
  read: Reader,
  instance: string,
  org: string,
  wrap: RootWrap,
): Promise<ReadonlyMap<MacLabel, KeyObject>> {
  const row = await selectSigningKey(read, org);
  if (!row) throw new Fault('sealed', 'The vault has no signing key. Restart the gateway.');
  const master = unwrapSigning(wrap, instance, row);
  const derived = MAC_LABELS.map((label): [MacLabel, KeyObject] => {
    const bytes = Buffer.from(hkdfSync('sha256', master, instance, `agentport/mac/v1/${label}`, 32));
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return [label, key];
  });
  master.fill(0);
  return new Map(derived);
}

/** A key that does not open is one public sentence, its cause private. */
export function sealedFault(error: unknown, details?: { unseal: boolean }): unknown {
  if (!(error instanceof EnvelopeError)) return error;
  return new Fault(
    'sealed',
    'The root key does not open this database. Start with the key file it was made with (AGENTPORT_ROOT_KEY_FILE).',
    details?.unseal ? { cause: error, details } : { cause: error },
  );
}
