import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDatabaseUrl } from '../storage/index.ts';
import { dropSchema, newSchemaUrl, openOnClock } from '../storage/postgres/testing.ts';
import { testClock } from '../storage/testing.ts';
import { lookAtDatabase } from './look-at-database.ts';

test('a database is looked at as it is: empty, made, or out of reach with what to do and without the password', async (t) => {
  const url = await newSchemaUrl();
  t.after(() => dropSchema(url));
  const location = parseDatabaseUrl(url);
  const empty = await lookAtDatabase(location);
  assert.equal(empty.kind, 'empty');
  await (await openOnClock(url, testClock())).close();
  const made = await lookAtDatabase(location);
  assert.match(
    made.what,
    /^PostgreSQL: database postgres on 127\.0\.0\.1:\d+, schema test_\w+, version \d+ of the tables$/,
  );
  const missing = new URL(url);
  missing.pathname = '/no_such_database';
  missing.password = 'plainly-a-test-password';
  const unusable = await lookAtDatabase(parseDatabaseUrl(missing.href));
  assert.equal(unusable.kind, 'unusable');
  assert.match(unusable.what, /no such database/);
  assert.ok(!unusable.what.includes('plainly'));
});
