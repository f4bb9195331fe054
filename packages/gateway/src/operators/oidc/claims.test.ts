import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readClaims, vouchedMs } from './claims.ts';

const SETTINGS = { groupsClaim: 'groups', secondFactor: ['mfa'] };
const NOW = Date.UTC(2026, 0, 5, 9);
const MINUTE = 60_000;

test('an address and its check come from one place, the token first', () => {
  const of = (token: object, more: object) => {
    const { email, emailVerified } = readClaims(SETTINGS, token as never, more as never);
    return [email, emailVerified];
  };
  assert.deepEqual(of({ email: 'a@x' }, { email: 'b@x', email_verified: true }), ['a@x', false]);
  assert.deepEqual(of({}, { email: 'b@x', email_verified: true }), ['b@x', true]);
  assert.deepEqual(of({ email_verified: true }, { email: 'b@x' }), ['b@x', false]);
  assert.deepEqual(of({ email: 7 }, { email: 'b@x', email_verified: true }), [null, false]);
});

test('how and when a person proved who they are is read from the signed token alone', () => {
  const more = { amr: ['mfa'], acr: 'mfa', auth_time: NOW / 1000 };
  const claims = readClaims(SETTINGS, {}, more);
  assert.deepEqual([claims.methods, claims.authenticatedAt], [[], null]);
});

test('T40 the company’s second factor counts for five minutes from when it was given, and not from the sign-in', () => {
  const at = (minutesAgo: number) =>
    vouchedMs(SETTINGS, { methods: ['mfa'], authenticatedAt: NOW - minutesAgo * MINUTE }, NOW);
  assert.deepEqual([at(0), at(2), at(5), at(480)], [5 * MINUTE, 3 * MINUTE, 0, 0]);
  assert.equal(vouchedMs(SETTINGS, { methods: ['pwd'], authenticatedAt: NOW }, NOW), 0);
  assert.equal(vouchedMs(SETTINGS, { methods: ['mfa'], authenticatedAt: null }, NOW), 0);
  assert.equal(vouchedMs(SETTINGS, { methods: ['mfa'], authenticatedAt: NOW + 2 * MINUTE }, NOW), 0);
  assert.equal(vouchedMs({ secondFactor: [] }, { methods: ['mfa'], authenticatedAt: NOW }, NOW), 0);
});

test('whatever a provider says is read, and nothing but true text, lists of text and numbers counts', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (token, more) => {
        const claims = readClaims(SETTINGS, token, more);
        assert.ok(claims.groups.every((group) => typeof group === 'string'));
        assert.ok(claims.methods.every((method) => typeof method === 'string'));
        const ms = vouchedMs(SETTINGS, claims, NOW);
        assert.ok(ms >= 0 && ms <= 5 * MINUTE);
      },
    ),
  );
});
