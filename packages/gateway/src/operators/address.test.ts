import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from './address.ts';

test('T83 addresses of one IPv6 /64 are one place, an IPv4 address is its own however it is written', () => {
  assert.equal(placeOf('192.0.2.7'), '192.0.2.7');
  assert.equal(placeOf('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(placeOf('2001:db8:1:2::1'), '2001:db8:1:2::/64');
  assert.equal(placeOf('2001:db8:1:2:ffff:ffff:ffff:ffff'), '2001:db8:1:2::/64');
  assert.notEqual(placeOf('2001:db8:1:3::1'), placeOf('2001:db8:1:2::1'));
  for (const unknown of [null, '', 'localhost']) assert.equal(placeOf(unknown), 'unknown');
});
