import { lock } from '../storage/index.ts';
import type { KeyChoresParts } from './chores.ts';
import { openEnvelope, sealEnvelope, wrappingKeyId } from './envelope.ts';
import { KEY_BYTES, type KeyPurpose, PURPOSES, wrapKey } from './keys.ts';
import { opening } from './opening.ts';
import { dayContext } from './payloads.ts';
import { credentialContext } from './seal.ts';
import {
  credentialsAfter,
  dayKeysAfter,
  insertKey,
  resealCredential,
  resealDayKey,
  selectKeys,
} from './store.ts';

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

/** Seals credentials and day keys under the newest keys, a batch in a unit; what is there already is passed over. */
export async function resealAll(parts: KeyChoresParts, actor: string): Promise<void> {
  await parts.keyring.refresh();
  const credentials = await resealCredentials(parts);
  const dayKeys = await resealDayKeys(parts);
  await parts.atStep('keys.resealed');
  if (credentials + dayKeys === 0) return;
  const details = { what: 'resealed', credentials, day_keys: dayKeys };
  await parts.db.unit((tx) =>
    parts.audit.append(tx, { kind: 'vault.rotated', actor, org: parts.org, details }),
  );
}

async function resealCredentials(parts: KeyChoresParts): Promise<number> {
  const { db, instance, org } = parts;
  let moved = 0;
  for (let after = ''; ; ) {
    const rows = await credentialsAfter(db.read, org, after, BATCH);
    const stale = rows.filter((row) => isStale(parts, 'credential', row.sealed));
    const again = stale.map((row) => {
      const context = credentialContext(instance, { ...row, connectionId: row.connection_id });
      return { ...row, again: resealed(parts, 'credential', context, row.sealed) };
    });
    if (again.length > 0) {
      await db.unit(async (tx) => {
        for (const row of again) await resealCredential(tx, row.id, row.sealed, row.again);
      });
      moved += again.length;
      await parts.atStep('keys.batch');
    }
    const last = rows.at(-1);
    if (last === undefined) return moved;
    after = last.id;
  }
}

async function resealDayKeys(parts: KeyChoresParts): Promise<number> {
  const { db, org } = parts;
  let moved = 0;
  for (let after = ''; ; ) {
    const rows = await dayKeysAfter(db.read, org, after, BATCH);
    const stale = rows.filter((row) => isStale(parts, 'payload', row.sealed));
    const again = stale.map((row) => {
      return { ...row, again: resealed(parts, 'payload', dayContext(parts, org, row.day), row.sealed) };
    });
    if (again.length > 0) {
      await db.unit(async (tx) => {
        for (const row of again) await resealDayKey(tx, org, row.day, row.sealed, row.again);
      });
      moved += again.length;
      await parts.atStep('keys.batch');
    }
    const last = rows.at(-1);
    if (last === undefined) return moved;
    after = last.day;
  }
}

/** Whether an envelope names another key than the newest of its purpose. */
export function isStale(
  parts: Pick<KeyChoresParts, 'keyring'>,
  purpose: KeyPurpose,
  sealed: Uint8Array,
): boolean {
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
