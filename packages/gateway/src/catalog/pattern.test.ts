import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSafePattern } from './pattern.ts';

describe('patterns in manifests', () => {
  for (const pattern of [
    '^[A-Za-z0-9_-]{1,255}$',
    '^[a-z]{3}$',
    '^[0-9a-f]{40}$',
    '^refs/heads/[a-z]{1,99}$',
    '^v[0-9]+$',
  ]) {
    it(`accepts ${pattern}`, () => assert.equal(isSafePattern(pattern), true));
  }

  const runaways = [
    '^(a+)+$',
    '^(a|a)*$',
    '^[a-z]*[a-z]*$',
    '^[a-z]+x[a-z]+$',
    '^a*b?$',
    '(?=a)a',
    '^(?<x>a)\\k<x>$',
    '[a-z]+',
    '^[a-z]+',
    '^.*$',
    '^\\w+$',
    '^[^a]$',
    `^${'[a-z]'.repeat(60)}$`,
  ];
  for (const pattern of runaways) {
    it(`T72 refuses ${pattern.slice(0, 30)}, which could run away`, () =>
      assert.equal(isSafePattern(pattern), false));
  }

  it('T72 an accepted pattern answers a hostile text at once', () => {
    const text = `${'a'.repeat(100_000)}!`;
    const started = performance.now();
    assert.equal(/^[A-Za-z0-9_-]{1,255}$/.test(text), false);
    assert.ok(performance.now() - started < 50);
  });
});
