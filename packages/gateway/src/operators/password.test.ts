import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../kernel/fault.ts';
import { systemRandom } from '../kernel/random.ts';
import { createPasswords } from './password.ts';
import { checkNewPassword } from './password-rules.ts';

const CHEAP = { ln: 4, r: 8, p: 1 };

test('a password opens its own hash and no other', async () => {
  const passwords = createPasswords(systemRandom, CHEAP);
  const stored = await passwords.hash('correct horse staple');
  assert.match(stored, /^\$scrypt\$ln=4,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
  assert.equal(await passwords.verify('correct horse staple', stored), true);
  assert.equal(await passwords.verify('correct horse staplE', stored), false);
  assert.notEqual(await passwords.hash('correct horse staple'), stored);
});

test('the cost a hash was made with is the cost it is checked with', async () => {
  const stored = await createPasswords(systemRandom, { ln: 5, r: 8, p: 1 }).hash('correct horse staple');
  assert.equal(await createPasswords(systemRandom, CHEAP).verify('correct horse staple', stored), true);
});

test('the same letters in another Unicode form are the same password', async () => {
  const passwords = createPasswords(systemRandom, CHEAP);
  const stored = await passwords.hash('caf\u00e9 au lait please');
  assert.equal(await passwords.verify('cafe\u0301 au lait please', stored), true);
});

test('T44 an unknown account costs as much as a wrong password and is never right', async () => {
  const passwords = createPasswords(systemRandom, { ln: 14, r: 8, p: 1 });
  const stored = await passwords.hash('correct horse staple');
  const time = async (known: string | null) => {
    const start = process.hrtime.bigint();
    assert.equal(await passwords.verify('something else entirely', known), false);
    return Number(process.hrtime.bigint() - start);
  };
  const wrong: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 15; round++) {
    wrong.push(await time(stored));
    unknown.push(await time(null));
  }
  const ratio = Math.min(...unknown) / Math.min(...wrong);
  assert.ok(ratio > 0.5 && ratio < 2, `fastest unknown / fastest wrong = ${ratio.toFixed(2)}`);
});

test('a flood of sign-ins queues for memory and is then refused, and the queue drains', async () => {
  const passwords = createPasswords(systemRandom, { ln: 12, r: 8, p: 1 });
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify('x', null)));
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 40 - 18);
  for (const { reason } of refused) assert.equal((reason as Fault).code, 'too_many_attempts');
  assert.equal(await passwords.verify('x', null), false);
});

test('a new password is refused with the one thing to change', () => {
  const advice = (password: string) => {
    try {
      checkNewPassword(password, 'priya@example.com');
      return null;
    } catch (error) {
      assert.ok(error instanceof Fault);
      return error.details?.expected;
    }
  };
  assert.equal(advice('long enough to keep'), null);
  assert.equal(advice('short'), 'Use at least 12 characters; a few words are fine.');
  assert.equal(advice('x'.repeat(257)), 'Use at most 256 characters.');
  assert.equal(advice('abababababababab'), 'Use more different characters.');
  assert.equal(advice('Priya@Example.com'), 'Use something other than your e-mail address.');
});
