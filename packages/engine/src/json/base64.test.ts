import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base64Bytes } from './base64.ts';

describe('base64Bytes', () => {
  it('reads back whatever was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.deepEqual(base64Bytes(Buffer.from(bytes).toString('base64')), bytes);
      }),
    );
  });

  it('takes one text only for each content', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('A', 'Q', 'g', '/', '+', '=', '-', ' '), maxLength: 12 }),
        (text) => {
          const bytes = base64Bytes(text);
          if (bytes !== null) assert.equal(Buffer.from(bytes).toString('base64'), text);
        },
      ),
    );
  });

  it('reads megabytes', () => {
    assert.equal(base64Bytes('AAAA'.repeat(500_000))?.length, 1_500_000);
    assert.equal(base64Bytes(`${'AAAA'.repeat(500_000)}-AAA`), null);
  });

  for (const text of ['QQ', 'QQ=', 'QR==', 'QQ==\n', 'Q Q=', '-_8=', '====', 'QQ==QQ==']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(base64Bytes(text), null);
    });
  }
});
