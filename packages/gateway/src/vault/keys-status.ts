import type { KeyChoresParts } from './chores.ts';
import { namedKeys } from './destroy-old-keys.ts';
import type { KeyPurpose } from './keys.ts';
import type { KeySourceKind } from './sources/key-source.ts';
import { selectKeys } from './store.ts';

export interface KeysStatus {
  readonly source: KeySourceKind;
  /** which root key wraps the others: a mark of it, of no use to find it */
  readonly root: string;
  readonly keys: readonly KeyStatus[];
  /** stored values that a rotation still has to seal anew */
  readonly waiting: number;
}

export interface KeyStatus {
  readonly id: string;
  readonly purpose: KeyPurpose;
  readonly version: number;
  /** ms UTC */
  readonly createdAt: number;
  readonly newest: boolean;
  /** stored values sealed under it; small ones lie in browsers and clients as well, which nobody counts */
  readonly values: number;
}

export async function keysStatus(parts: KeyChoresParts): Promise<KeysStatus> {
  const { db, org, keyring, keySource } = parts;
  await keyring.refresh();
  const named = await namedKeys(parts, db.read);
  const rows = (await selectKeys(db.read)).filter((row) => row.org === org);
  const keys = rows.map(({ id, purpose, version, created_at }) => ({
    id,
    purpose,
    version,
    createdAt: created_at,
    newest: keyring.active(purpose).id === id,
    values: named.get(id) ?? 0,
  }));
  const waiting = keys.reduce((sum, key) => sum + (key.newest ? 0 : key.values), 0);
  return { source: keySource.kind(), root: keyring.wrap().id, keys, waiting };
}
