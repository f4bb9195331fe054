import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROUTES, type Route } from './routes.ts';

const FOLDER = join(import.meta.dirname, 'routes');

test('every route of every file stands in the table, under a name and at a path of its own', async () => {
  const written: string[] = [];
  for (const file of readdirSync(FOLDER)) {
    const tables: Record<string, object> = await import(join(FOLDER, file));
    for (const [name, table] of Object.entries(tables)) {
      if (name.endsWith('_ROUTES')) written.push(...Object.keys(table));
    }
  }
  assert.deepEqual(written.toSorted(), Object.keys(ROUTES).toSorted());
  const places = Object.values<Route>(ROUTES).map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(places, [...new Set(places)]);
});
