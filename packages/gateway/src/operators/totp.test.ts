import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { base32, fromBase32, matchTotp, normaliseTotpCode, totpCode, totpStep, totpUri } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890');

test('codes agree with the vectors of RFC 6238 appendix B', () => {
  const vectors: [seconds: number, code: string][] = [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ];
  for (const [seconds, code] of vectors) assert.equal(totpCode(SECRET, totpStep(seconds * 1000)), code);
});

test('base32 agrees with the vectors of RFC 4648 and the URI names issuer and person', () => {
  const vectors = {
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  };
  for (const [text, encoded] of Object.entries(vectors)) {
    assert.equal(base32(Buffer.from(text)), encoded);
    assert.deepEqual(fromBase32(encoded), Buffer.from(text));
  }
  assert.equal(
    totpUri(Buffer.from('foobar'), 'a b@example.com', 'AgentPort'),
    'otpauth://totp/AgentPort:a%20b%40example.com?secret=MZXW6YTBOI&issuer=AgentPort',
  );
});

test('a code counts one step early or late and no further', () => {
  const now = 1_700_000_000_000;
  const step = totpStep(now);
  const accepted = [-2, -1, 0, 1, 2].map((shift) =>
    matchTotp(SECRET, totpCode(SECRET, step + shift), now, 0),
  );
  assert.deepEqual(accepted, [null, step - 1, step, step + 1, null]);
});

test('T42 a time step that was used, or any before it, opens nothing', () => {
  const now = 1_700_000_000_000;
  const step = totpStep(now);
  assert.equal(matchTotp(SECRET, totpCode(SECRET, step), now, step), null);
  assert.equal(matchTotp(SECRET, totpCode(SECRET, step - 1), now, step), null);
  assert.equal(matchTotp(SECRET, totpCode(SECRET, step + 1), now, step), step + 1);
});

test('T42 only six ASCII digits are a code, whatever spaces stand around or between them', () => {
  for (const text of ['287082', ' 287 082 ', '287082\n', '\u00a0287\u2009082\u3000']) {
    assert.equal(normaliseTotpCode(text), '287082');
  }
  for (const text of [
    '',
    '28708',
    '2870822',
    '٢٨٧٠٨٢',
    '287０82',
    '２８７０８２',
    '28708a',
    '+87082',
    '2.7e2',
    '287\u200b082',
  ]) {
    assert.equal(normaliseTotpCode(text), null, JSON.stringify(text));
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const code = normaliseTotpCode(text);
      return code === null || /^[0-9]{6}$/.test(code);
    }),
  );
});
