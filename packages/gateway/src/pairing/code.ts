import { createHash } from 'node:crypto';
import type { Random } from '../kernel/random.ts';

/** Letters and digits that nobody takes for one another: no 0 O, 1 I L, U. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;
const SECRET_BYTES = 32;

/**
 * A code that a person carries from one screen to another, as `XXXX-XXXX`: 39 random bits. It opens nothing by itself:
 * it only says which of those who wait is meant, to a person who is signed in.
 */
export function mintCode(random: Random): string {
  let code = '';
  while (code.length < LENGTH) {
    // 240 = 8 × 30: bytes above would make some letters likelier than others
    for (const byte of random.bytes(LENGTH)) if (byte < 240) code += ALPHABET[byte % ALPHABET.length];
  }
  return `${code.slice(0, 4)}-${code.slice(4, LENGTH)}`;
}

/** As a person typed it: case, blanks and dashes do not matter. Null for anything that cannot be a code. */
export function readCode(typed: string): string | null {
  if (typed.length > 40) return null;
  const plain = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  const known = [...plain].every((letter) => ALPHABET.includes(letter));
  return plain.length === LENGTH && known ? `${plain.slice(0, 4)}-${plain.slice(4)}` : null;
}

/** What only the one who asked knows, and collects with. */
export function mintSecret(random: Random): string {
  return random.bytes(SECRET_BYTES).toString('base64url');
}

/** Hex SHA-256: all that is stored of a code or a secret. */
export function digestOf(kind: 'code' | 'secret', text: string): string {
  return createHash('sha256').update(`agentport/pairing/${kind}/v1\0${text}`, 'utf8').digest('hex');
}
