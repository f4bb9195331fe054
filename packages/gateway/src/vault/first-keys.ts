import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Tx } from '../storage/database.ts';
import { lock } from '../storage/index.ts';
import { KEY_BYTES, PURPOSES, unwrapKey, unwrapSigning, wrapKey, wrapSigning } from './keys.ts';
import type { RootWrap } from './root.ts';
import { insertKey, insertSigningKey, selectKeys, selectSigningKey } from './store.ts';

export interface FirstKeysParts {
  readonly instance: string;
  readonly org: string;
  readonly random: Random;
  readonly newId: NewId;
  /** ms UTC, for new rows */
  readonly now: () => number;
}

/**
 * Makes the keys that are missing, on the first run or the first one that knows of them. Every key is read back after
 * its unit is durable, so that nothing is ever sealed under a key that a rollback took away.
 * @returns whether the signing key is new
 * @throws {EnvelopeError} when `wrap` is not what the present keys were sealed with: it must not add keys of its own
 */
export async function makeMissingKeys(tx: Tx, parts: FirstKeysParts, wrap: RootWrap): Promise<boolean> {
  const { instance, org, random } = parts;
  await lock(tx, 'first', 'keys', org);
  const present = (await selectKeys(tx)).filter((row) => row.org === org);
  const signing = await selectSigningKey(tx, org);
  for (const row of present) unwrapKey(wrap, instance, row).fill(0);
  if (signing) unwrapSigning(wrap, instance, signing).fill(0);
  for (const purpose of PURPOSES) {
    if (present.some((row) => row.purpose === purpose)) continue;
    const row = { id: parts.newId('key'), org, purpose, version: 1, created_at: parts.now() };
    await insertKey(tx, { ...row, wrapped: wrapKey(random, wrap, instance, row, random.bytes(KEY_BYTES)) });
  }
  if (signing) return false;
  const wrapped = wrapSigning(random, wrap, instance, org, random.bytes(KEY_BYTES));
  await insertSigningKey(tx, { org, wrapped, created_at: parts.now() });
  return true;
}
