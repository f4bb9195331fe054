import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { precompiled } from '../precompiled.ts';
import { parseDatabaseUrl } from './location.ts';
import { openPostgres } from './open.ts';
import { dropSchema, newSchemaUrl } from './testing.ts';

const everyOrg = precompiled((db, { org }: { org: string }) =>
  db.selectFrom('orgs').selectAll().where('org', '=', org),
);

test('statements prepared before a newer version added a column go on, in units and outside, on every connection', async (t) => {
  const url = await newSchemaUrl();
  const db = await openPostgres({ location: parseDatabaseUrl(url) });
  t.after(async () => {
    await db.close();
    await dropSchema(url);
  });
  const look = () =>
    Promise.all(
      Array.from({ length: 30 }, async (_, at) => {
        const rows = await (at % 2
          ? everyOrg(db.read, { org: 'default' })
          : db.unit((tx) => everyOrg(tx, { org: 'default' })));
        return rows.length;
      }),
    );
  const all = Array<number>(30).fill(1);
  assert.deepEqual(await look(), all);
  await db.unit((tx) => sql`alter table orgs add column of_tomorrow text`.execute(tx));
  assert.deepEqual(await look(), all);
  await db.unit((tx) => sql`alter table orgs add column after_that text`.execute(tx));
  assert.deepEqual(await look(), all);
});
