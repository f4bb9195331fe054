import { createHmac } from 'node:crypto';
import { constantEquals } from './constant-equals.ts';

/** RFC 6238 with what every authenticator app understands: SHA-1, 6 digits, 30 seconds. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** steps accepted before and after the present one, for clocks that differ */
const DRIFT = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** bytes of a new secret, the hash's own length (RFC 4226 §4) */
export const TOTP_SECRET_BYTES = 20;

/** The code of one time step (RFC 4226 §5.3). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

export function totpStep(now: number): number {
  return Math.floor(now / STEP_MS);
}

/**
 * Spaces a person may type or paste are dropped; what remains must be six ASCII digits. Nothing else is accepted:
 * two spellings of one code once opened twice (CVE-2025-6015).
 */
export function normaliseTotpCode(text: string): string | null {
  if (text.length > 32) return null;
  const digits = text.replace(/\s/gu, '');
  return /^[0-9]{6}$/.test(digits) ? digits : null;
}

/**
 * The time step this code belongs to, when it is near enough and later than every step used before; else null.
 * Every near step is compared, whatever matched: the time taken tells nothing.
 */
export function matchTotp(secret: Uint8Array, code: string, now: number, usedStep: number): number | null {
  const present = totpStep(now);
  let matched: number | null = null;
  for (let step = present - DRIFT; step <= present + DRIFT; step++) {
    const same = constantEquals(totpCode(secret, step), code);
    if (same && step > usedStep && matched === null) matched = step;
  }
  return matched;
}

/** RFC 4648 without padding, as authenticator apps expect it. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32[(held << (5 - bits)) & 31];
}

/** Reads `base32` back, for scripts that hold the secret as people write it. */
export function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text.toUpperCase()) {
    const value = BASE32.indexOf(letter);
    if (value === -1) throw new Error('not base32');
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >>> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}

/** What the QR code says (Key URI format). */
export function totpUri(secret: Uint8Array, email: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
