import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAgents } from '../agents/index.ts';
import { mintToken } from '../agents/token.ts';
import type { Fault } from '../kernel/fault.ts';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { NO_PASSWORD } from './password.ts';
import { join, LOCAL_ACTOR } from './people/roster.fixture.ts';
import { EMAIL, FROM, PASSWORD, type PeopleFixture, peopleFixture } from './people.fixture.ts';
import { spread, timeSideBySide } from './side-by-side.fixture.ts';

/** Twice as long is a difference that a machine under load does not make by itself, and that a skipped step does. */
const ALIKE = 2;
/** scrypt of about 20 ms: what it takes must be most of an attempt, as it is in production with 16 times as much. */
const COST = { ln: 13, r: 8, p: 1 } as const;
const DAY_MS = 24 * 3_600_000;

async function house(
  cost: typeof COST | undefined,
): Promise<{ people: PeopleFixture; passkeysOnly: string }> {
  const people = await peopleFixture(cost ? { cost } : {});
  await people.operators.bootstrap({ email: EMAIL, name: 'Priya', password: PASSWORD });
  const { id, email } = await join(people, 'approver', LOCAL_ACTOR);
  await people.db.unit((tx) =>
    tx.updateTable('operators').set({ password_hash: NO_PASSWORD }).where('id', '=', id).execute(),
  );
  return { people, passkeysOnly: email };
}

/** Refused, and forgotten at once: nobody is slowed down for failing often. */
async function refused(people: PeopleFixture, attempt: () => Promise<unknown>): Promise<void> {
  await assert.rejects(attempt(), (error: Fault) => error.code === 'sign_in_failed');
  people.clock.advance(DAY_MS + 1);
}

test('T44 a wrong password, an unknown account and one without a password take alike long to refuse', async (t) => {
  const { people, passkeysOnly } = await house(COST);
  await using _ = people;
  const as = (email: string) => () =>
    refused(people, () =>
      people.operators.signIn({ email, password: 'wrong but long enough', code: '000000' }, FROM),
    );
  const ways = { known: as(EMAIL), unknown: as('nobody@example.com'), passkeys: as(passkeysOnly) };
  const medians = await timeSideBySide(ways, 15);
  t.diagnostic(`${spread(medians).toFixed(2)} ${JSON.stringify(medians)}`);
  assert.ok(spread(medians) < ALIKE, JSON.stringify(medians));
});

test('T44 a refusal that spares itself the password would be seen', async () => {
  const { people, passkeysOnly } = await house(COST);
  await using _ = people;
  const whole = () =>
    refused(people, () => people.operators.signIn({ email: passkeysOnly, password: 'x', code: '0' }, FROM));
  const spared = () => people.db.read.selectFrom('operators').select('id').execute();
  assert.ok(spread(await timeSideBySide({ whole, spared }, 5)) > 2 * ALIKE);
});

test('T44 a recovery code is refused alike fast for a person, for one with a password and for nobody', async (t) => {
  const { people, passkeysOnly } = await house(undefined);
  await using _ = people;
  const as = (email: string) => () =>
    refused(people, () => people.operators.recover({ email, code: 'aaaaa-bbbbb' }, FROM));
  const ways = { passkeys: as(passkeysOnly), password: as(EMAIL), unknown: as('nobody@example.com') };
  const medians = await timeSideBySide(ways, 101);
  t.diagnostic(`${spread(medians).toFixed(2)} ${JSON.stringify(medians)}`);
  assert.ok(spread(medians) < ALIKE, JSON.stringify(medians));
});

test('T44 a wrong secret, an unknown id and an ended token of an agent take alike long to refuse', async (t) => {
  const { people } = await house(undefined);
  await using _ = people;
  const agents = createAgents({
    db: people.db,
    random: systemRandom,
    newId: idFactory(people.clock, systemRandom),
    audit: { append: async () => undefined },
  });
  const made = { org: 'default', tools: 'auto', expiresInDays: null, actor: LOCAL_ACTOR } as const;
  const live = await agents.create({ ...made, name: 'live' });
  const ended = await agents.create({ ...made, name: 'ended' });
  await agents.revoke({ ...made, id: ended.agent.id, tokenId: ended.tokenId });
  const as = (token: string) => async () => assert.equal((await agents.authenticate(token)).kind, 'refused');
  const ways = {
    secret: as(mintToken(live.tokenId, systemRandom)),
    unknown: as(mintToken(`tok_${'0'.repeat(26)}`, systemRandom)),
    ended: as(ended.token),
  };
  const medians = await timeSideBySide(ways, 301);
  t.diagnostic(`${spread(medians).toFixed(2)} ${JSON.stringify(medians)}`);
  assert.ok(spread(medians) < ALIKE, JSON.stringify(medians));
});
