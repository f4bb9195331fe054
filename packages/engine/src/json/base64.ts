const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGITS = new Map([...ALPHABET].map((digit, value) => [digit, value]));
/** Without groups that repeat: they would use up the stack on a text of megabytes. */
const SHAPE = /^[A-Za-z0-9+/]*={0,2}$/;

/** Whether a text has the letters, the padding and the length of base64; the bits left over are not looked at. */
export function isBase64Shaped(text: string): boolean {
  return text.length % 4 === 0 && SHAPE.test(text);
}

/**
 * Reads base64 (RFC 4648 §4) strictly: padded, no blanks, no bits left over (§3.5), so that each content has exactly
 * one text. @returns null for anything else
 */
export function base64Bytes(text: string): Uint8Array | null {
  if (!isBase64Shaped(text)) return null;
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | (DIGITS.get(digit) ?? 0)) & 0x3fff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 0xff;
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : null;
}
