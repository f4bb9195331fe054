import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { reservedHeader, safeHeader } from './headers.ts';

describe('headers', () => {
  const smuggled = ['a\r\nx: y', 'a\nb', 'a\rb', 'a\0b', ' a', 'a ', 'a\tb', 'ü', 'a\r\n b'];
  for (const value of smuggled) {
    it(`T57 refuses the value ${JSON.stringify(value)}`, () =>
      assert.equal(safeHeader('accept', value), null));
  }
  for (const name of ['x_y', 'X-Y', 'a b', 'a:b', '', 'a\r\nb', 'é']) {
    it(`T57 refuses the name ${JSON.stringify(name)}`, () => assert.equal(safeHeader(name, 'v'), null));
  }

  it('T57 whatever is accepted stays on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
        const header = safeHeader(name, value);
        if (header) assert.match(header.join(''), /^[\x20-\x7e]+$/);
      }),
    );
  });

  for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
    it(`T56 ${name} belongs to nobody`, () => assert.equal(reservedHeader(name), true));
  }
  for (const name of [
    'authorization',
    'cookie',
    'x-forwarded-for',
    'forwarded',
    'x-original-url',
    'proxy-authorization',
  ]) {
    it(`T58 ${name} cannot be set by a manifest`, () => assert.equal(reservedHeader(name), true));
  }
});
