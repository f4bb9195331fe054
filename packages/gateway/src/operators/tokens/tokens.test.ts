import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scope } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { join, LOCAL_ACTOR } from '../people/roster.fixture.ts';
import { FROM, type PeopleFixture, peopleFixture } from '../people.fixture.ts';

const DAY_MS = 86_400_000;
const code = (expected: string) => (error: unknown) => error instanceof Fault && error.code === expected;
const make = (people: PeopleFixture, actor: string, scopes: readonly Scope[], expiresInDays = 30) =>
  people.operators.tokens.create({ name: 'nightly export', scopes, expiresInDays, actor, from: FROM });

test('a token names its scopes, is shown once and lies as a digest only', async () => {
  await using people = await peopleFixture();
  const { made, token } = await make(people, LOCAL_ACTOR, ['audit:read', 'audit:read']);
  assert.deepEqual(made.scopes, ['audit:read']);
  assert.match(token, /^ap_op_/);
  const rows = await people.db.read.selectFrom('operator_tokens').selectAll().execute();
  assert.ok(!JSON.stringify([rows, people.reports]).includes(token.slice(-49)));
  const holder = await people.operators.tokens.authenticate(token);
  assert.deepEqual(holder, { tokenId: made.id, name: 'nightly export', scopes: ['audit:read'] });
  assert.equal((await people.operators.tokens.list({ limit: 200 })).items[0]?.usedAt, people.clock.now());
});

test('a token lives at most 90 days and ends to the millisecond; scopes must be named', async () => {
  await using people = await peopleFixture();
  for (const days of [0, 91, 1.5, Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    await assert.rejects(make(people, LOCAL_ACTOR, ['audit:read'], days), code('invalid_request'));
  }
  await assert.rejects(make(people, LOCAL_ACTOR, []), code('invalid_request'));
  const { token } = await make(people, LOCAL_ACTOR, ['audit:read'], 90);
  people.clock.advance(90 * DAY_MS - 1);
  assert.ok(await people.operators.tokens.authenticate(token));
  people.clock.advance(1);
  await assert.rejects(people.operators.tokens.authenticate(token), code('token_expired'));
});

test('a revoked token opens nothing, and cannot be revoked twice', async () => {
  await using people = await peopleFixture();
  const { made, token } = await make(people, LOCAL_ACTOR, ['policy:propose']);
  const revoke = () => people.operators.tokens.revoke({ id: made.id, actor: LOCAL_ACTOR, from: FROM });
  await revoke();
  await assert.rejects(people.operators.tokens.authenticate(token), code('token_revoked'));
  await assert.rejects(revoke(), code('not_found'));
});

test('a token never holds more than its maker: it shrinks with their role and ends with them', async () => {
  await using people = await peopleFixture();
  const owner = await join(people, 'owner', LOCAL_ACTOR);
  const admin = await join(people, 'admin', owner.id);
  const approver = await join(people, 'approver', owner.id);
  for (const person of [approver, { id: 'opr_nobody' }]) {
    await assert.rejects(make(people, person.id, ['audit:read']), code('role_insufficient'));
  }
  const { token } = await make(people, admin.id, ['audit:read', 'connections:write']);
  const change = { who: admin.id, actor: owner.id, from: FROM };
  await people.operators.people.changeRole({ ...change, role: 'auditor' });
  await assert.rejects(people.operators.tokens.authenticate(token), code('token_revoked'));
  await people.operators.people.changeRole({ ...change, role: 'admin' });
  assert.equal((await people.operators.tokens.authenticate(token)).scopes.length, 2);
  await people.operators.people.suspend(change);
  await assert.rejects(people.operators.tokens.authenticate(token), code('token_revoked'));
});

test('T44 wrong, foreign and broken tokens get one answer', async () => {
  await using people = await peopleFixture();
  const { token } = await make(people, LOCAL_ACTOR, ['audit:read']);
  const owner = await join(people, 'owner', LOCAL_ACTOR);
  const wrong = ['', 'x', token.slice(0, -1), `${token}x`, token.toUpperCase(), owner.signIn.token];
  for (const text of wrong) {
    await assert.rejects(people.operators.tokens.authenticate(text), code('token_invalid'), text.slice(0, 8));
  }
  assert.equal(await people.operators.authenticate(token), null, 'as a sign-in it is nobody');
});

test('a scope this version does not know opens nothing', async () => {
  await using people = await peopleFixture();
  const { token } = await make(people, LOCAL_ACTOR, ['audit:read']);
  await people.db.unit((tx) =>
    tx.updateTable('operator_tokens').set({ scopes: 'approvals:decide toString' }).execute(),
  );
  await assert.rejects(people.operators.tokens.authenticate(token), code('token_revoked'));
});
