import type { Tx } from '../storage/database.ts';
import { lock } from '../storage/index.ts';
import type { KeyTable } from '../storage/schema/vault-keys.ts';
import type { KeyChoresParts } from './chores.ts';
import { wrappingKeyId } from './envelope.ts';
import { SEALED_COLUMNS, type SealedRow } from './sealed-columns.ts';
import { sealedAfter } from './sealed-store.ts';
import { deleteKey, type Reader, selectKeys } from './store.ts';

const PAGE = 200;

/**
 * With several gateways a unit of another one may still be sealing under the key it knew: no unit lasts this long, ms.
 */
const OTHERS_MS = 60 * 60_000;

/**
 * Browsers and MCP clients hold small values, too, and nobody can tell when the last one is gone. The longest of them is
 * accepted for a year (the mark of a known browser); after this time, ms, none is.
 */
const OUTSIDE_MS = 366 * 24 * 3_600_000;

/** Destroys versions of wrapping keys that nothing names any more. */
export async function destroyOldKeys(parts: KeyChoresParts, actor: string): Promise<void> {
  const { db, org, keyring } = parts;
  const destroyed = await db.unit(async (tx) => {
    await lock(tx, 'first', 'keys', org);
    const old = await supersededKeys(parts, tx);
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
  const settledMs = db.dialect === 'sqlite' ? Number.NEGATIVE_INFINITY : OTHERS_MS;
  const rows = (await selectKeys(tx)).filter((row) => row.org === org);
  return rows.filter((row) =>
    rows.some(
      (newer) =>
        newer.purpose === row.purpose &&
        newer.version > row.version &&
        newer.created_at <= now() - (row.purpose === 'state' ? OUTSIDE_MS : settledMs),
    ),
  );
}

/** Ids of the wrapping keys that stored values name, and how many each. */
export async function namedKeys(
  { org }: Pick<KeyChoresParts, 'org'>,
  db: Reader,
): Promise<ReadonlyMap<string, number>> {
  const named = new Map<string, number>();
  for (const column of SEALED_COLUMNS) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: SealedRow[] = await sealedAfter(db, column, org, after, PAGE);
      for (const { sealed } of rows) {
        const id = wrappingKeyId(sealed);
        named.set(id, (named.get(id) ?? 0) + 1);
      }
      after = rows.at(-1)?.key;
    }
  }
  return named;
}
