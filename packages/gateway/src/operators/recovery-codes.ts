import { createHash } from 'node:crypto';
import type { Random } from '../kernel/random.ts';

const COUNT = 10;
/** 32 letters and digits without 0, 1, i and o: 10 of them are 50 bits, enough behind a lock-out. */
const ALPHABET = '23456789abcdefghjklmnpqrstuvwxyz';

/** Ten codes `xxxxx-xxxxx`, each good once. */
export function newRecoveryCodes(random: Random): string[] {
  return Array.from({ length: COUNT }, () => {
    const letters = [...random.bytes(10)].map((byte) => ALPHABET[byte & 31]).join('');
    return `${letters.slice(0, 5)}-${letters.slice(5)}`;
  });
}

/** The one spelling that is stored, or null when the text is no recovery code. */
export function normaliseRecoveryCode(text: string): string | null {
  if (text.length > 40) return null;
  const letters = text.replace(/[\s-]/gu, '').toLowerCase();
  if (!/^[2-9a-hj-np-z]{10}$/.test(letters)) return null;
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** Bound to its person: equal codes of two people are two digests. */
export function recoveryCodeDigest(operatorId: string, code: string): string {
  return createHash('sha256').update(`${operatorId}\0${code}`, 'utf8').digest('hex');
}
