import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from '../kernel/random.ts';

/**
 * `op` is a person's sign-in or a token for automation, which lie in different tables and come in different places;
 * `setup` creates the first person, `invite` one more.
 */
export type TokenKind = 'op' | 'setup' | 'invite';

const TOKEN = /^ap_(op|setup|invite)_[0-9a-z]{1,40}_[A-Za-z0-9_-]{43}([0-9A-Za-z]{6})$/;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * `ap_<kind>_<id>_<256 random bits><checksum>`. The id names it in a log, the checksum lets scanners and typing errors
 * be told apart from real tokens without asking the database.
 * @param id letters and digits only; not secret
 */
export function mintToken(kind: TokenKind, id: string, random: Random): string {
  const body = `ap_${kind}_${id}_${random.bytes(32).toString('base64url')}`;
  return body + checksum(body);
}

/** Whether the text has the form of such a token. Says nothing about whether it opens anything. */
export function isTokenOf(kind: TokenKind, text: string): boolean {
  const match = TOKEN.exec(text);
  return match?.[1] === kind && match[2] === checksum(text.slice(0, -6));
}

/** Hex SHA-256. Tokens carry 256 random bits, so a plain digest is enough: there is nothing to guess. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < 6; index++) {
    digits = BASE62[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
