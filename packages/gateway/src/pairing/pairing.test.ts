import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { type Agents, createAgents } from '../agents/index.ts';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { EMAIL, FROM, PASSWORD, type PeopleFixture, peopleFixture } from '../operators/people.fixture.ts';
import { ensureInstance } from '../storage/index.ts';
import { mintCode, readCode } from './code.ts';
import { type AskedPairing, createPairing, PAIRING_MS, type Pairing } from './pairing.ts';

const org = 'default';
const NOT_FOUND = { code: 'not_found' };
let people: PeopleFixture;
let agents: Agents;
let pairing: Pairing;
let person = '';
let count = 0;

before(async () => {
  people = await peopleFixture();
  const { db, clock, reports } = people;
  await ensureInstance(db, systemRandom); // times are compared with the largest one it has seen
  const newId = idFactory(clock, systemRandom);
  const audit = { append: async (_: unknown, report: (typeof reports)[number]) => reports.push(report) };
  agents = createAgents({ db, random: systemRandom, newId, audit });
  pairing = createPairing({
    org,
    db,
    random: systemRandom,
    newId,
    audit,
    agents,
    operators: people.operators,
  });
  person = (await people.operators.bootstrap({ email: EMAIL, name: 'Priya', password: PASSWORD })).signIn
    .person.id;
});
beforeEach(() => people.clock.advance(PAIRING_MS + 1)); // what waited before is over
after(() => people[Symbol.asyncDispose]());

const decider = () => ({ actor: person, from: FROM });
const wanted = (connections: readonly string[] | null = ['stripe']) => ({
  name: `paired-${++count}`,
  tools: 'auto' as const,
  connections,
  expiresInDays: 30,
});
const collect = ({ id, secret }: AskedPairing) => pairing.collect(id, secret, FROM);

test('the token is handed out once, to the secret that asked, with what the person chose', async () => {
  const asked = await pairing.ask('agent', 'Claude', '192.0.2.1');
  assert.deepEqual(await collect(asked), { state: 'pending' });
  const agent = wanted();
  await pairing.acceptAgent({ code: asked.code.toLowerCase().replace('-', ' '), agent }, decider());
  const got = await collect(asked);
  assert.ok(got.state === 'agent');
  assert.equal(got.made.agent.name, agent.name);
  const known = await agents.authenticate(got.made.token);
  assert.ok(known.kind === 'authenticated');
  assert.deepEqual(known.agent.connections, ['stripe']);
  await assert.rejects(collect(asked), NOT_FOUND);
});

test('two who collect at once get one token', async () => {
  const asked = await pairing.ask('agent', 'x', null);
  await pairing.acceptAgent({ code: asked.code, agent: wanted() }, decider());
  const results = await Promise.allSettled([collect(asked), collect(asked), collect(asked)]);
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('T44 a wrong secret, an unknown id, a used code and one that ran out get the same answer', async () => {
  const answers: unknown[] = [];
  const failing = (work: Promise<unknown>) =>
    work.then(
      () => assert.fail('it must be refused'),
      ({ code, message }: { code: string; message: string }) => answers.push({ code, message }),
    );
  const asked = await pairing.ask('agent', 'x', null);
  await failing(pairing.collect(asked.id, 'wrong', FROM));
  await failing(pairing.collect('pai_00000000000000000000000000', asked.secret, FROM));
  await pairing.acceptAgent({ code: asked.code, agent: wanted() }, decider());
  await collect(asked);
  await failing(collect(asked));
  const late = await pairing.ask('agent', 'x', null);
  people.clock.advance(PAIRING_MS);
  await failing(collect(late));
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
});

test('T44 unknown, used and expired codes look the same, and guessing them is slowed down', async () => {
  const used = await pairing.ask('agent', 'x', null);
  await pairing.acceptAgent({ code: used.code, agent: wanted() }, decider());
  const late = await pairing.ask('agent', 'x', null);
  const messages = new Set<string>();
  people.clock.advance(PAIRING_MS);
  for (const code of [used.code, late.code, 'AAAA-AAAA', 'no code at all']) {
    await assert.rejects(pairing.look(code, person), ({ code: is, message }: never) => {
      messages.add(`${is} ${message}`);
      return true;
    });
  }
  assert.equal(messages.size, 1);
  await assert.rejects(async () => {
    for (let guess = 0; guess < 5; guess += 1) await pairing.look('AAAA-AAAA', person);
  }, NOT_FOUND);
  await pairing.look('AAAA-AAAA', person).catch(() => undefined);
  await assert.rejects(
    async () => {
      for (let guess = 0; guess < 5; guess += 1) await pairing.look('AAAA-AAAA', person).catch(rethrowLocked);
    },
    { code: 'too_many_attempts' },
  );
  people.clock.advance(25 * 3_600_000);
});

function rethrowLocked(error: { code: string }): void {
  if (error.code !== 'not_found') throw error;
}

test('a code that ran out lets nobody in, and a refused one stays refused', async () => {
  const late = await pairing.ask('agent', 'x', null);
  people.clock.advance(PAIRING_MS);
  await assert.rejects(pairing.acceptAgent({ code: late.code, agent: wanted() }, decider()), NOT_FOUND);
  const asked = await pairing.ask('agent', 'x', null);
  await pairing.refuse(asked.id, decider());
  assert.deepEqual(await collect(asked), { state: 'refused' });
  await assert.rejects(pairing.acceptAgent({ code: asked.code, agent: wanted() }, decider()), NOT_FOUND);
  assert.deepEqual(await collect(asked), { state: 'refused' });
});

test('a name that is taken changes nothing: the code can be answered again', async () => {
  const agent = wanted();
  await agents.create({ org, ...agent, actor: person });
  const asked = await pairing.ask('agent', 'x', null);
  await assert.rejects(pairing.acceptAgent({ code: asked.code, agent }, decider()), { code: 'name_taken' });
  assert.deepEqual(await collect(asked), { state: 'pending' });
  await pairing.acceptAgent({ code: asked.code, agent: wanted() }, decider());
});

test('those who wait are bounded, for one address and for all', async () => {
  for (let n = 0; n < 5; n += 1) await pairing.ask('agent', 'x', '192.0.2.9');
  await assert.rejects(pairing.ask('agent', 'x', '192.0.2.9'), { code: 'rate_limited' });
  for (let n = 5; n < 50; n += 1) await pairing.ask('agent', 'x', `192.0.2.${20 + n}`);
  await assert.rejects(pairing.ask('agent', 'x', '192.0.2.200'), { code: 'rate_limited' });
  assert.equal((await pairing.waiting()).length, 50);
});

test('a command line is let in as the person who typed its code, without a recent second factor', async () => {
  const asked = await pairing.ask('sign_in', 'agentport on laptop', '192.0.2.1');
  await assert.rejects(pairing.acceptAgent({ code: asked.code, agent: wanted() }, decider()), NOT_FOUND);
  await pairing.acceptSignIn(asked.code, decider());
  const got = await collect(asked);
  assert.ok(got.state === 'sign_in');
  assert.equal(got.signIn.person.id, person);
  assert.equal(got.signIn.stepUpUntil <= people.clock.now(), true);
  assert.equal((await people.operators.authenticate(got.signIn.token))?.person.email, EMAIL);
});

test('an agent’s code lets no command line in', async () => {
  const asked = await pairing.ask('agent', 'x', null);
  await assert.rejects(pairing.acceptSignIn(asked.code, decider()), NOT_FOUND);
});

test('neither code nor secret nor token is stored or logged', async () => {
  const asked = await pairing.ask('agent', 'x', null);
  await pairing.acceptAgent({ code: asked.code, agent: wanted() }, decider());
  const got = await collect(asked);
  const kept = JSON.stringify([
    await people.db.read.selectFrom('pairings').selectAll().execute(),
    await people.db.read.selectFrom('agent_tokens').selectAll().execute(),
    people.reports,
  ]);
  assert.ok(got.state === 'agent');
  for (const secret of [asked.code, asked.secret, got.made.token]) assert.ok(!kept.includes(secret));
});

test('a code is read however it was typed, and nothing else is a code', () => {
  const code = mintCode(systemRandom);
  assert.match(code, /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal(readCode(` ${code.toLowerCase().replace('-', '')}\n`), code);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = readCode(text);
      assert.ok(read === null || readCode(read) === read);
    }),
  );
});
