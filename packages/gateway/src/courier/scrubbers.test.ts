import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '../kernel/secret.ts';
import { testClock } from '../storage/testing.ts';
import { createScrubbers } from './scrubbers.ts';

const secret = (text: string) => new Secret(text);
const OLD = 'sk_test_the_old_key';
const NEW = 'sk_test_the_new_key';

test('a replaced credential is scrubbed from its first call on, and each call counts its own hits', () => {
  const scrubbers = createScrubbers(testClock());
  const first = scrubbers.of(secret(OLD));
  assert.equal(first.text(`a ${OLD} b`), 'a [redacted credential] b');
  const second = scrubbers.of(secret(OLD));
  assert.equal(second.hits.size, 0);
  const replaced = scrubbers.of(secret(NEW));
  assert.equal(replaced.text(`${NEW} ${Buffer.from(NEW).toString('hex')}`).includes('new_key'), false);
  assert.equal(replaced.hits.get('credential'), 2);
  assert.equal(first.hits.get('credential'), 1);
});

test('nothing of a credential is kept for longer than a minute, used or not', () => {
  const clock = testClock();
  const scrubbers = createScrubbers(clock);
  scrubbers.of(secret(OLD));
  const timers: number[] = [];
  const watched = createScrubbers({
    now: () => clock.now(),
    after(ms, run) {
      timers.push(ms);
      run();
      return () => undefined;
    },
  });
  watched.of(secret(OLD));
  watched.of(secret(OLD));
  assert.deepEqual(timers, [60_000, 60_000], 'dropped each time, made anew each time');
});

test('a credential too short to be recognised is refused every time', () => {
  const scrubbers = createScrubbers(testClock());
  for (let attempt = 0; attempt < 2; attempt++) {
    assert.throws(() => scrubbers.of(secret('short')), { code: 'sealed' });
  }
});
