import type { Tx } from '../storage/database.ts';
import { lock } from '../storage/index.ts';
import type { KeyTable } from '../storage/schema.ts';
import type { KeyChoresParts } from './chores.ts';
import { wrappingKeyId } from './envelope.ts';
import { credentialsAfter, dayKeysAfter, deleteKey, selectKeys } from './store.ts';

const PAGE = 200;

/**
 * With several gateways a unit of another one may still be sealing under the key it knew: no unit lasts this long, ms.
 */
const OTHERS_MS = 60 * 60_000;

/**
 * Destroys versions of wrapping keys that nothing names any more. Those of small values stay: browsers and MCP clients
 * hold some of what they sealed, and nobody can tell when the last one is gone.
 */
export async function destroyOldKeys(parts: KeyChoresParts, actor: string): Promise<void> {
  const { db, org, keyring } = parts;
  const destroyed = await db.unit(async (tx) => {
    await lock(tx, 'first', 'keys', org);
    const old = (await supersededKeys(parts, tx)).filter((row) => row.purpose !== 'state');
    if (old.length === 0) return 0;
    const named = await namedKeys(parts, tx);
    const unused = old.filter((row) => !named.has(row.id));
    for (const row of unused) {
      await deleteKey(tx, row.id);
      const details = { what: 'destroyed', purpose: row.purpose, version: row.version };
      await parts.audit.append(tx, { kind: 'vault.rotated', actor, org, details });
    }
    return unused.length;
  });
  if (destroyed === 0) return;
  await keyring.refresh();
  await parts.atStep('keys.destroyed');
}

/** Keys of which a newer version has been there long enough for everybody to use it. */
async function supersededKeys({ db, org, now }: KeyChoresParts, tx: Tx): Promise<KeyTable[]> {
  const settledBefore = db.dialect === 'sqlite' ? Number.POSITIVE_INFINITY : now() - OTHERS_MS;
  const rows = (await selectKeys(tx)).filter((row) => row.org === org);
  return rows.filter((row) =>
    rows.some(
      (newer) =>
        newer.purpose === row.purpose && newer.version > row.version && newer.created_at <= settledBefore,
    ),
  );
}

/** Ids of the wrapping keys that stored values name. */
export async function namedKeys(
  { org }: Pick<KeyChoresParts, 'org'>,
  db: Parameters<typeof credentialsAfter>[0],
): Promise<ReadonlyMap<string, number>> {
  const named = new Map<string, number>();
  const count = (sealed: Uint8Array) => {
    const id = wrappingKeyId(sealed);
    named.set(id, (named.get(id) ?? 0) + 1);
  };
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: { id: string; sealed: Uint8Array }[] = await credentialsAfter(db, org, after, PAGE);
    for (const { sealed } of rows) count(sealed);
    after = rows.at(-1)?.id;
  }
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: { day: string; sealed: Uint8Array }[] = await dayKeysAfter(db, org, after, PAGE);
    for (const { sealed } of rows) count(sealed);
    after = rows.at(-1)?.day;
  }
  return named;
}
