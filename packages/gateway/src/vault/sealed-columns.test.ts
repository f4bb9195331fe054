import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '../storage/testing.ts';
import { SEALED_COLUMNS } from './sealed-columns.ts';

/** Columns of bytes that no wrapping key seals, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  'keys.wrapped': 'a wrapping key, sealed by the root key: rotate-root.ts',
  'signing_keys.wrapped': 'sealed by the root key: rotate-root.ts',
  'payloads.sealed': 'sealed by the key of its day, which is in the list',
  'audit_entries.entry': 'a digest of what happened, open to whoever may read the log',
  'audit_entries.leaf_hash': 'a hash',
  'audit_nodes.hash': 'a hash',
  'audit_checkpoints.root_hash': 'a hash',
  'audit_inbox.entry': 'an entry that waits for its place',
  'passkeys.public_key': 'public',
};

test('every column of bytes is sealed anew by a rotation, or it is said why not', async (t) => {
  const { db } = await testDatabase(t);
  const { rows } = await sql<{ name: string }>`
    select t.name || '.' || c.name as name
    from pragma_table_list t join pragma_table_info(t.name) c
    where t.schema = 'main' and t.type = 'table' and lower(c.type) = 'blob'`.execute(db.read);
  const sealed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  assert.deepEqual(rows.map(({ name }) => name).toSorted(), [...sealed, ...Object.keys(OTHERS)].toSorted());
});

test('a column that is named as sealed in a table is in the list', async (t) => {
  const { db } = await testDatabase(t);
  const { rows } = await sql<{ name: string }>`
    select t.name || '.' || c.name as name
    from pragma_table_list t join pragma_table_info(t.name) c
    where t.schema = 'main' and t.type = 'table' and c.name like '%sealed%'`.execute(db.read);
  const known = new Set([
    ...SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`),
    ...Object.keys(OTHERS),
  ]);
  assert.deepEqual(
    rows.filter(({ name }) => !known.has(name)),
    [],
  );
});
