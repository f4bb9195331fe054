import { Fault } from '../kernel/fault.ts';

/** characters, as a person counts them (code points after NFKC) */
const LENGTH_MIN = 12;
const LENGTH_MAX = 256;
const DIFFERENT_MIN = 5;

/**
 * Length first, no composition games (NIST SP 800-63B §3.1.1.2).
 * @throws {Fault} invalid_request with the one thing to change
 */
export function checkNewPassword(password: string, email: string): void {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < LENGTH_MIN) refuse(`Use at least ${LENGTH_MIN} characters; a few words are fine.`);
  if (characters.length > LENGTH_MAX) refuse(`Use at most ${LENGTH_MAX} characters.`);
  if (new Set(characters).size < DIFFERENT_MIN) refuse('Use more different characters.');
  const text = characters.join('').toLowerCase();
  if (text === email) refuse('Use something other than your e-mail address.');
}

function refuse(advice: string): never {
  throw new Fault('invalid_request', `This password is too easy to guess. ${advice}`, {
    details: { path: '/password', expected: advice },
  });
}
