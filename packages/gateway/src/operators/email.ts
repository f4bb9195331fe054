import { Fault } from '../kernel/fault.ts';

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Z}]/gu;

/**
 * One person, one spelling: "Alice@X ", full-width and zero-width variants all meet the same account and the same
 * failure counter (CVE-2025-6004 was a lock-out dodged by case and spaces).
 */
export function normaliseEmail(text: string): string {
  return text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().slice(0, 254);
}

/** Throws `Fault('invalid_request')` for what cannot be an e-mail address. Returns the normal spelling. */
export function readEmail(text: string): string {
  const email = normaliseEmail(text);
  if (/^[^@]{1,64}@[^@]{1,189}$/.test(email)) return email;
  throw new Fault('invalid_request', 'This is not an e-mail address. Give one such as name@example.com.', {
    details: { path: '/email', expected: 'an e-mail address' },
  });
}
