import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { create } from 'qrcode';
import { drawQr, qrModules } from './qr.ts';

/** The same code by the library that the console draws with. */
function byLibrary(text: string): boolean[][] {
  const segments = [{ data: Buffer.from(text, 'utf8'), mode: 'byte' as const }];
  const { modules } = create(segments, { errorCorrectionLevel: 'L', maskPattern: 0 });
  return Array.from({ length: modules.size }, (_, y) =>
    Array.from({ length: modules.size }, (_, x) => modules.get(y, x) !== 0),
  );
}

test('the code of an address is, square by square, that of a well-known library', () => {
  for (const text of ['https://a.de', 'https://agentport.example.com', `https://${'a'.repeat(60)}.example`])
    assert.deepEqual(qrModules(text), byLibrary(text), text);
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 100 }), (text) => {
      if (Buffer.byteLength(text) > 106) return;
      assert.deepEqual(qrModules(text), byLibrary(text));
    }),
    { numRuns: 60 },
  );
});

test('an address that is too long is not drawn, and a drawn one is square with a quiet zone', () => {
  assert.equal(qrModules('x'.repeat(107)), null);
  const address = 'https://agentport.example.com';
  const side = (qrModules(address)?.length ?? 0) + 4;
  const lines = drawQr(address) ?? [];
  assert.equal(lines.length, Math.ceil(side / 2));
  assert.ok(lines.every((line) => [...line].length === side));
  assert.match(lines[0] ?? '', /^█+$/);
});
