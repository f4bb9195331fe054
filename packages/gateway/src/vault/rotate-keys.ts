import { lock } from '../storage/index.ts';
import type { KeyChoresParts } from './chores.ts';
import { openEnvelope, sealEnvelope, wrappingKeyId } from './envelope.ts';
import { KEY_BYTES, type KeyPurpose, PURPOSES, wrapKey } from './keys.ts';
import { opening } from './opening.ts';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts';
import { reseal, sealedAfter } from './sealed-store.ts';
import { insertKey, selectKeys } from './store.ts';

/** Word between the gateways of one database. */
export const KEYS_CHANGED = 'vault-keys';

/** Values in one unit: others wait for it, on SQLite all of them. */
const BATCH = 50;

/** A new version of every wrapping key. What is sealed from here on is sealed under it. */
export async function rotateKeys(parts: KeyChoresParts, actor: string): Promise<void> {
  const { db, instance, org, random, keyring } = parts;
  await db.unit(async (tx) => {
    await lock(tx, 'first', 'keys', org);
    const rows = (await selectKeys(tx)).filter((row) => row.org === org);
    for (const purpose of PURPOSES) {
      const newest = rows.findLast((row) => row.purpose === purpose)?.version ?? 0;
      const row = { id: parts.newId('key'), org, purpose, version: newest + 1, created_at: parts.now() };
      const key = random.bytes(KEY_BYTES);
      await insertKey(tx, { ...row, wrapped: wrapKey(random, keyring.wrap(), instance, row, key) });
      const details = { what: 'wrapping_key', purpose, version: row.version };
      await parts.audit.append(tx, { kind: 'vault.rotated', actor, org, details });
    }
    await db.signals?.send(tx, KEYS_CHANGED, '');
  });
  await keyring.refresh();
  await parts.atStep('keys.made');
}

/**
 * With several gateways, how long a new key for small values is known before stored ones move under it, ms. Who opens
 * one of those cannot wait for a look at the database, so everybody must have heard of the key before.
 */
const HEARD_MS = 60_000;

/** Seals everything stored under the newest keys, a batch in a unit; what is there already is passed over. */
export async function resealAll(parts: KeyChoresParts, actor: string): Promise<void> {
  await parts.keyring.refresh();
  const moved = { credential: 0, payload: 0, state: 0 };
  for (const column of SEALED_COLUMNS) {
    if (column.purpose === 'state' && !(await isHeardOf(parts))) continue;
    moved[column.purpose] += await resealColumn(parts, column);
  }
  await parts.atStep('keys.resealed');
  const { credential, payload, state } = moved;
  if (credential + payload + state === 0) return;
  const details = { what: 'resealed', credentials: credential, day_keys: payload, small_values: state };
  await parts.db.unit((tx) =>
    parts.audit.append(tx, { kind: 'vault.rotated', actor, org: parts.org, details }),
  );
}

async function isHeardOf({ db, org, now }: KeyChoresParts): Promise<boolean> {
  if (db.dialect === 'sqlite') return true;
  const newest = (await selectKeys(db.read)).findLast((row) => row.org === org && row.purpose === 'state');
  return newest !== undefined && newest.created_at <= now() - HEARD_MS;
}

async function resealColumn(parts: KeyChoresParts, column: SealedColumn): Promise<number> {
  const { db, instance, org } = parts;
  let moved = 0;
  for (let after = ''; ; ) {
    const rows = await sealedAfter(db.read, column, org, after, BATCH);
    const again = rows
      .filter((row) => isStale(parts, column.purpose, row.sealed))
      .map((row) => ({
        row,
        sealed: resealed(parts, column.purpose, column.context(instance, row), row.sealed),
      }));
    if (again.length > 0) {
      await db.unit(async (tx) => {
        for (const { row, sealed } of again) await reseal(tx, column, row, sealed);
      });
      moved += again.length;
      await parts.atStep('keys.batch');
    }
    const last = rows.at(-1);
    if (last === undefined) return moved;
    after = last.key;
  }
}

/** Whether an envelope names another key than the newest of its purpose. */
function isStale(parts: Pick<KeyChoresParts, 'keyring'>, purpose: KeyPurpose, sealed: Uint8Array): boolean {
  return wrappingKeyId(sealed) !== parts.keyring.active(purpose).id;
}

function resealed(
  parts: KeyChoresParts,
  purpose: KeyPurpose,
  context: Parameters<typeof openEnvelope>[1],
  sealed: Uint8Array,
): Buffer {
  const { keyring, random } = parts;
  const value = opening('A stored value', () =>
    openEnvelope((id) => keyring.find(purpose, id), context, sealed),
  );
  const again = sealEnvelope(random, keyring.active(purpose), context, value);
  value.fill(0);
  return again;
}
