import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asPerson, createPlane, type Plane } from './plane.fixture.ts';

/** Lists of the operator API, walked page after page through the real rooms. */

type Headers = ReturnType<typeof asPerson>;

interface Item {
  readonly id?: string;
  readonly name?: string;
  readonly number?: number;
}

/** Every page of so many items, and what stood on them. */
async function walk(plane: Plane, headers: Headers, path: string, limit: number): Promise<Item[]> {
  const items: Item[] = [];
  let cursor = '';
  for (let pages = 0; pages < 20; pages++) {
    const reply = await plane.send('GET', `${path}?limit=${limit}${cursor}`, { headers });
    assert.equal(reply.status, 200, reply.text);
    const page = reply.body as unknown as { items: Item[]; next: string | null };
    assert.ok(page.items.length <= limit, `${path} gave ${page.items.length}`);
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  return assert.fail(`${path} never ends`);
}

test('agents, connections, invitations and tokens: every one stands on one page, and only on one', async () => {
  const names = ['alpha', 'bravo', 'charlie', 'delta', 'echo'];
  const connections = names.toReversed().map((name) => ({
    ...{ id: `con_${name}`, name, org: 'default', integration: 'stripe', version: 1, credentialVersion: 1 },
    ...{ baseUrl: 'https://api.example.com', definitionSha256: '0'.repeat(64), status: 'active' },
    ...{ owner: 'console', source: null, tools: null, createdAt: 0, disabledAt: null, limits: {} },
  }));
  await using plane = await createPlane({
    connections: {
      list: () => connections,
      find: (_: string, name: string) => connections.find((one) => one.name === name) ?? null,
      definitionOf: () => ({ service: {}, title: 'Stripe', operations: {} }),
    } as never,
  });
  const headers = asPerson(plane, await plane.signIn());
  const make = async (path: string, body: object) => {
    const reply = await plane.send('POST', path, { headers, body });
    assert.equal(reply.status, 201, reply.text);
  };
  for (const name of names) {
    await make('/api/v1/agents', { name });
    await make('/api/v1/invitations', { email: `${name}@example.com`, role: 'auditor' });
    await make('/api/v1/operator-tokens', { name, scopes: ['audit:read'], expires_in_days: 1 });
  }
  const nameOf = ({ name }: Item) => name;
  assert.deepEqual(
    (await walk(plane, headers, '/api/v1/agents', 2)).map(nameOf),
    [...names, 'billing'].toSorted(),
  );
  assert.deepEqual((await walk(plane, headers, '/api/v1/connections', 2)).map(nameOf), names);
  const tokens = await walk(plane, headers, '/api/v1/operator-tokens', 2);
  assert.deepEqual([tokens.length, new Set(tokens.map(nameOf))], [names.length, new Set(names)]);
  const invited = await walk(plane, headers, '/api/v1/invitations', 2);
  assert.equal(new Set(invited.map(({ id }) => id)).size, names.length);
  const signIns = await walk(plane, headers, '/api/v1/sign-ins', 1);
  assert.equal(new Set(signIns.map(({ id }) => id)).size, signIns.length);
  assert.equal((await walk(plane, headers, '/api/v1/people', 1)).length, 1);

  const read = async (path: string) => plane.send('GET', path, { headers });
  assert.equal((await read('/api/v1/agents/charlie')).body.name, 'charlie');
  assert.equal((await read('/api/v1/connections/charlie')).body.name, 'charlie');
  assert.equal((await read('/api/v1/agents/zulu')).status, 404);
  assert.equal((await read('/api/v1/connections/zulu')).status, 404);
});
