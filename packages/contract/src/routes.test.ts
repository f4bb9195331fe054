import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
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

/** Lists that are short by themselves, with what keeps them so. */
const SHORT: Readonly<Record<string, string>> = {
  listIntegrations: 'the folder of manifests this gateway was started with',
  listTiers: 'the operations of one manifest; of an MCP server at most 500 tools',
  listOperations: 'the operations of one agent, cut by its own query',
  listOwnApprovals: 'at most 100 that wait and the newest 20 that were decided',
  listPairings: 'at most 50 wait, for ten minutes each',
  listTeams: 'at most 200',
  readOwnHistory: 'the newest of one person’s account, as many as its page shows',
  listWaiting: 'at most 200 kinds, and it says when there are more',
};

test('every list that can grow is read page by page, 200 items at most', () => {
  const isList = ({ reply }: Route) =>
    reply instanceof z.ZodObject && 'items' in reply.shape && 'next' in reply.shape;
  const lists = Object.entries<Route>(ROUTES).filter(([, route]) => route.method === 'GET' && isList(route));
  for (const [id, route] of lists) {
    const takes = (query: object) => route.query?.safeParse(query).success === true;
    const paged = takes({ cursor: 'x', limit: '200' }) && !takes({ limit: '201' }) && !takes({ limit: '0' });
    assert.equal(paged, SHORT[id] === undefined, `${id}: give it pages, or say here what keeps it short`);
  }
  const ids = new Set(lists.map(([id]) => id));
  assert.deepEqual(
    Object.keys(SHORT).filter((id) => !ids.has(id)),
    [],
  );
});
