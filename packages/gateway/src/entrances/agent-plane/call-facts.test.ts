import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { factsFromHeaders, factsFromMeta } from './call-facts.ts';
import { isRefused } from './refused.ts';

test('a note survives its way through a header, whatever it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (note) => {
      fc.pre(note.isWellFormed());
      const facts = factsFromHeaders({ 'agentport-note': encodeURIComponent(note) });
      assert.ok(!isRefused(facts));
      assert.equal(facts.note, note);
    }),
  );
});

test('what is absent is null; an empty note is none', () => {
  const none = { session: null, idempotencyKey: null, note: null };
  assert.deepEqual(factsFromHeaders({}), none);
  assert.deepEqual(factsFromMeta(undefined), none);
  assert.deepEqual(factsFromMeta({ 'agentport/note': '' }), none);
});

test('anything but short text in _meta is refused, never converted', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('agentport/session', 'agentport/idempotency-key', 'agentport/note'),
      fc.jsonValue(),
      (name, value) => {
        const facts = factsFromMeta({ [name]: value });
        if (typeof value !== 'string') assert.ok(isRefused(facts));
      },
    ),
  );
});
