import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { onBothDatabases, testDatabase } from '../storage/testing.ts';
import { createAgents } from './agents.ts';

const org = 'default';
const actor = 'local-administrator';
const HOUR_MS = 3_600_000;

async function house(t: TestContext) {
  const { db, clock } = await testDatabase(t);
  const agents = createAgents({
    db,
    random: systemRandom,
    newId: idFactory(clock, systemRandom),
    audit: { append: async () => undefined },
  });
  const create = (name: string) => agents.create({ org, name, tools: 'auto', expiresInDays: null, actor });
  return { clock, agents, create };
}

onBothDatabases(
  'a list of agents goes by name, so many at a time, and each page knows its agents’ own tokens',
  async (t) => {
    const { agents, create } = await house(t);
    for (const name of ['delta', 'alpha', 'echo', 'bravo', 'charlie']) await create(name);
    const gone = await agents.find(org, 'bravo');
    await agents.remove({ org, id: gone?.id ?? '', actor });
    const first = await agents.list(org, { limit: 2 });
    assert.deepEqual(
      first.items.map(({ name, tokensTotal, tokens }) => [name, tokensTotal, tokens.length]),
      [
        ['alpha', 1, 1],
        ['charlie', 1, 1],
      ],
    );
    const rest = await agents.list(org, { limit: 2, cursor: first.next ?? '' });
    assert.deepEqual(
      rest.items.map(({ name }) => name),
      ['delta', 'echo'],
    );
    assert.equal(rest.next, null);
    const past = await agents.list(org, { limit: 2, cursor: 'zulu' });
    assert.deepEqual(past, { items: [], next: null });
  },
);

onBothDatabases(
  'of an agent with many tokens those that count are shown, then the newest of the others, and how many there are',
  async (t) => {
    const { agents, create, clock } = await house(t);
    const { agent, tokenId: lasting } = await create('worker');
    const other = await create('other');
    const ids: string[] = [];
    for (let made = 0; made < 60; made++) {
      clock.advance(HOUR_MS);
      const change = { org, id: agent.id, actor };
      const { tokenId } = await agents.rotate({ ...change, expiresInMinutes: 30 });
      ids.push(tokenId);
    }
    clock.advance(HOUR_MS);
    const seen = await agents.find(org, 'worker');
    assert.equal(seen?.tokensTotal, 61);
    assert.deepEqual(
      seen?.tokens.map(({ id }) => id),
      [lasting, ...ids.slice(-49)],
    );
    const all = (await agents.list(org, { limit: 10 })).items;
    assert.deepEqual(
      all.map(({ name, tokens }) => [name, tokens.length]),
      [
        ['other', 1],
        ['worker', 50],
      ],
    );
    assert.deepEqual(all[0]?.tokens[0]?.id, other.tokenId);
  },
);

onBothDatabases(
  'agents are found by a part of their name, where % and _ are letters like others',
  async (t) => {
    const { agents, create } = await house(t);
    const made = new Map<string, string>();
    for (const name of ['pay_roll', 'pay-roll', 'payroll-2', 'mail'])
      made.set((await create(name)).agent.id, name);
    const named = async (text: string, limit = 10) =>
      (await agents.named(org, text, limit)).map((id) => made.get(id)).toSorted();
    assert.deepEqual(await named('PAY'), ['pay-roll', 'pay_roll', 'payroll-2']);
    assert.deepEqual(await named('y_r'), ['pay_roll']);
    assert.deepEqual(await named('%'), []);
    assert.deepEqual(await named('\\'), []);
    assert.equal((await named('', 2)).length, 2);
  },
);
