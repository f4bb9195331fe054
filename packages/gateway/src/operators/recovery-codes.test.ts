import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '../kernel/random.ts';
import { newRecoveryCodes, normaliseRecoveryCode, recoveryCodeDigest } from './recovery-codes.ts';

test('ten different codes, each read back however a person types it', () => {
  const codes = newRecoveryCodes(systemRandom);
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) {
    assert.match(code, /^[2-9a-hj-np-z]{5}-[2-9a-hj-np-z]{5}$/);
    for (const typed of [code, code.toUpperCase(), ` ${code.replace('-', '')} `, code.replace('-', ' ')]) {
      assert.equal(normaliseRecoveryCode(typed), code);
    }
  }
});

test('anything else is no code', () => {
  for (const text of ['', '287082', 'abcde-fghij-', 'abcde-fgh1j', 'ａbcde-fghjk', 'a'.repeat(41)]) {
    assert.equal(normaliseRecoveryCode(text), null, text);
  }
});

test('equal codes of two people have different digests', () => {
  assert.notEqual(recoveryCodeDigest('opr_a', 'abcde-fghjk'), recoveryCodeDigest('opr_b', 'abcde-fghjk'));
});
