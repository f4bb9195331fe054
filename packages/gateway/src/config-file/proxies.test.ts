import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOwnNetwork, namedProxies, proxiesOfBoth, proxyChanges } from './proxies.ts';

test('T101 only addresses and networks of somebody’s own are proxies, never everybody', () => {
  for (const good of ['10.0.0.5', '10.0.0.0/24', '10.0.0.0/8', '::1', '2001:db8::/32', '192.0.2.1/32'])
    assert.ok(isOwnNetwork(good), good);
  const bad = [
    '',
    '*',
    'localhost',
    '0.0.0.0/0',
    '10.0.0.0/7',
    '::/0',
    '2001:db8::/31',
    '10.0.0.1/33',
    '10.0.0.1/-1',
  ];
  for (const wrong of [...bad, '10.0.0.1/8/8', '10.0.0.1/', '2001:db8::/129', ' 10.0.0.1', '10.0.0.1/08 '])
    assert.ok(!isOwnNetwork(wrong), wrong);
});

test('T101 any text is judged, and what is taken is an address that is one', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), (text) => {
      if (isOwnNetwork(text)) assert.match(text, /^[0-9a-f:.]+(\/\d{1,3})?$/i);
    }),
  );
});

test('T103 one proxy more waits for a person; one less applies at once', () => {
  const kinds = (old: string[], next: string[]) => proxyChanges(old, next).map(({ kind }) => kind);
  assert.deepEqual(kinds([], ['10.0.0.5']), ['loosening']);
  assert.deepEqual(kinds(['10.0.0.5'], []), ['tightening']);
  assert.deepEqual(kinds(['10.0.0.5'], ['10.0.0.0/24']), ['loosening', 'tightening']);
  assert.deepEqual(proxyChanges(undefined, undefined), []);
  assert.deepEqual(proxiesOfBoth(['10.0.0.5', '10.0.0.6'], ['10.0.0.6', '10.0.0.7']), {
    trusted_proxies: ['10.0.0.6'],
  });
  assert.deepEqual(namedProxies([]), {});
});
