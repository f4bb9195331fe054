import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitBaseUrl } from './base-url.ts';

describe('base URLs', () => {
  const good: readonly (readonly [string, string, string])[] = [
    ['https://api.stripe.com', 'https://api.stripe.com', ''],
    ['https://api.stripe.com/', 'https://api.stripe.com', ''],
    ['https://github.example.com/api/v3/', 'https://github.example.com', '/api/v3'],
    ['http://127.0.0.1:4242', 'http://127.0.0.1:4242', ''],
  ];
  for (const [text, origin, prefix] of good) {
    it(`splits ${text}`, () => assert.deepEqual(splitBaseUrl(text), { ok: true, origin, prefix }));
  }

  const bad = [
    '',
    'api.stripe.com',
    'ftp://x.example',
    'file:///etc/passwd',
    'https://user:pass@x.example',
    'https://x.example/?a=1',
    'https://x.example/#a',
    'https://x.example/a/../b',
    'https://x.example/a%2fb',
    'https://x.example/a\\b',
    'https://x.example//a',
    'https://x.example/a;b',
  ];
  for (const text of bad) {
    it(`T54 refuses ${text === '' ? 'nothing' : text}`, () => assert.equal(splitBaseUrl(text).ok, false));
  }
});
