import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalAddress, REFUSED_RANGES, whyAddressRefused } from './refused-ranges.ts';

test('T62 every special range is refused at its first and last address, in every spelling', () => {
  const edges = [
    ['0.0.0.0', '0.255.255.255'],
    ['10.0.0.0', '10.255.255.255'],
    ['100.64.0.0', '100.127.255.255'],
    ['127.0.0.1', '127.255.255.255'],
    ['169.254.0.0', '169.254.255.255'],
    ['172.16.0.0', '172.31.255.255'],
    ['192.168.0.0', '192.168.255.255'],
    ['198.18.0.0', '198.19.255.255'],
    ['224.0.0.0', '239.255.255.255'],
    ['240.0.0.0', '255.255.255.255'],
    ['::', '::1'],
    ['::ffff:127.0.0.1', '::ffff:7f00:1'],
    ['::ffff:10.0.0.1', '::ffff:a9fe:a9fe'],
    ['::7f00:1', '::169.254.169.254'],
    ['::ffff:0:127.0.0.1', '::ffff:0:a9fe:a9fe'],
    ['64:ff9b::7f00:1', '64:ff9b::169.254.169.254'],
    ['64:ff9b:1::1', '64:ff9b:1:ffff::1'],
    ['2002:7f00:1::', '2002:a9fe:a9fe::1'],
    ['2001:0:7f00:1::', '2001:1ff:ffff::1'],
    ['2001:db8::', '2001:db8:ffff::1'],
    ['fc00::1', 'fdff:ffff::1'],
    ['fe80::1', 'febf::1'],
    ['fec0::1', 'ff02::1'],
    ['5f00::1', '100::1'],
    ['4000::1', 'e000::1'],
  ];
  for (const address of edges.flat()) assert.notEqual(whyAddressRefused(address, false), null, address);
});

test('public addresses beside those ranges are allowed', () => {
  for (const address of [
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '128.0.0.1',
    '172.15.0.1',
  ])
    assert.equal(whyAddressRefused(address, false), null, address);
  for (const address of [
    '172.32.0.0',
    '192.167.0.1',
    '198.17.0.1',
    '223.255.255.255',
    '8.8.8.8',
    '::ffff:8.8.8.8',
  ])
    assert.equal(whyAddressRefused(address, false), null, address);
  for (const address of ['2600::1', '2001:4860:4860::8888', '2a00:1450::1'])
    assert.equal(whyAddressRefused(address, false), null, address);
});

test('T62 a named origin reaches loopback and private networks, but no metadata, link-local or tunnel address', () => {
  for (const address of [
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    'fd12::1',
  ])
    assert.equal(whyAddressRefused(address, true), null, address);
  const never = [
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
  ];
  const neither = [
    'fd00:ec2::254',
    'fd00:0ec2:0:0::254',
    'fd20:ce::254',
    '0.0.0.0',
    '::',
    'fe80::1',
    '224.0.0.1',
  ];
  for (const address of [...never, ...neither, '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '::a9fe:a9fe'])
    assert.notEqual(whyAddressRefused(address, true), null, address);
});

test('what is not an address, or carries a zone, is refused', () => {
  for (const text of ['', 'localhost', '1.2.3', 'fe80::1%eth0', '2600::1%1', '8.8.8.8 ', '::ffff:8.8.8.8%0'])
    assert.notEqual(whyAddressRefused(text, true), null, text);
});

test('T62 an IPv4 address and its IPv4-mapped form are always judged alike', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.boolean(), (address, named) => {
      assert.equal(whyAddressRefused(`::ffff:${address}`, named), whyAddressRefused(address, named));
      assert.equal(normalAddress(`::ffff:${address}`), address);
    }),
    { numRuns: 2000 },
  );
});

test('each refused range names the document that sets it apart', () => {
  for (const range of REFUSED_RANGES) assert.match(range.what, /RFC \d+/);
});
