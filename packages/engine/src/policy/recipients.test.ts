import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compile } from './compile.ts';
import { PolicyError, type RecipientLimit } from './document.ts';
import { isDomain, type RecipientFacts, reachesFurther, recipientReasons } from './recipients.ts';
import { compare } from './tighten.ts';

const domain = fc.constantFrom('example.com', 'example.org', 'mail.example.com', 'xn--bcher-kva.example');
const limit: fc.Arbitrary<RecipientLimit | null> = fc.option(
  fc.record(
    {
      connection: fc.constant('gmail'),
      allowed_domains: fc.uniqueArray(fc.oneof(domain, fc.constant('*')), { maxLength: 3 }),
      ask_above: fc.nat(6),
    },
    { requiredKeys: ['connection', 'allowed_domains'] },
  ),
);
const facts: fc.Arbitrary<RecipientFacts> = fc.record({
  seen: fc.boolean(),
  domains: fc.uniqueArray(domain, { minLength: 1, maxLength: 3 }),
  count: fc.integer({ min: 1, max: 8 }),
  hidden: fc.nat(2),
  ask_above: fc.nat(6),
});

describe('recipients', () => {
  it('asks about whatever nobody limited', () => {
    fc.assert(fc.property(facts, (given) => assert.notDeepEqual(recipientReasons(given, null), [])));
  });

  it('a change that is no loosening lets nothing through unasked that was asked about before', () => {
    fc.assert(
      fc.property(facts, limit, limit, (given, was, is) => {
        if (reachesFurther(was, is) || recipientReasons(given, was).length === 0) return;
        assert.notDeepEqual(recipientReasons(given, is), []);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a domain does not stand for the domains below it, nor for one that only looks like it', () => {
    const allowed: RecipientLimit = { connection: 'gmail', allowed_domains: ['example.com'] };
    const to = (...domains: string[]) => ({ seen: true, domains, count: 1, hidden: 0, ask_above: 10 });
    assert.deepEqual(recipientReasons(to('example.com'), allowed), []);
    for (const other of ['mail.example.com', 'notexample.com', 'example.com.evil.example', 'EXAMPLE.COM']) {
      assert.equal(recipientReasons(to('example.com', other), allowed)[0]?.code, 'recipient_outside', other);
    }
  });

  it('is compared like the rest of a policy: new domains loosen, fewer tighten', () => {
    const policy = (...allowed_domains: string[]) => ({
      v: 1 as const,
      tiers: [],
      rules: [],
      recipients: [{ connection: 'gmail', allowed_domains }],
    });
    const none = { v: 1 as const, tiers: [], rules: [] };
    const kinds = (a: Parameters<typeof compare>[0], b: Parameters<typeof compare>[0]) =>
      compare(a, b, () => []).map(({ kind, what }) => `${kind}: ${what}`);
    assert.deepEqual(kinds(none, policy('example.com')), [
      'loosening: Without a question gmail may write to example.com.',
    ]);
    assert.deepEqual(kinds(policy('example.com', 'example.org'), policy('example.com')), [
      'tightening: Without a question gmail may write to example.com.',
    ]);
    assert.deepEqual(kinds(policy('example.com'), none), [
      'tightening: Without a question gmail may write to nobody.',
    ]);
    assert.deepEqual(kinds(policy('*'), policy('example.com'))[0]?.slice(0, 10), 'tightening');
    assert.deepEqual(kinds(policy('example.com'), policy('example.com')), []);
  });

  it('refuses a policy with what is no domain, two limits or no number', () => {
    const of = (...recipients: RecipientLimit[]) =>
      compile({ v: 1, tiers: [], rules: [], recipients }, 1, null);
    for (const wrong of [
      'Example.com',
      'example',
      'a@example.com',
      '.example.com',
      'bücher.example',
      '*.example.com',
      '',
    ]) {
      assert.throws(() => of({ connection: 'gmail', allowed_domains: [wrong] }), PolicyError, wrong);
      assert.equal(isDomain(wrong), false);
    }
    const one = { connection: 'gmail', allowed_domains: [] };
    assert.throws(() => of(one, one), PolicyError);
    assert.throws(() => of({ ...one, ask_above: 1.5 }), PolicyError);
  });
});
