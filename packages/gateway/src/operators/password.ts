import { scrypt, timingSafeEqual } from 'node:crypto';
import { Fault } from '../kernel/fault.ts';
import type { Random } from '../kernel/random.ts';

/** scrypt cost: N = 2^ln. 2^17 with r=8, p=1 takes 128 MiB (OWASP password storage cheat sheet). */
const COST = { ln: 17, r: 8, p: 1 } as const;
const HASH_BYTES = 32;
/** Each run holds 128 MiB: a flood of sign-ins must queue, not eat the machine. */
const RUNNING_MAX = 2;
const WAITING_MAX = 16;

const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

export interface Passwords {
  /** `$scrypt$ln=17,r=8,p=1$salt$hash`, base64url without padding */
  hash(password: string): Promise<string>;
  /** With `null` (no such account) or `NO_PASSWORD` it does the same work and answers false, so that time tells nothing. */
  verify(password: string, stored: string | null): Promise<boolean>;
}

/** In place of a hash, for a person who signs in by passkey alone. */
export const NO_PASSWORD = 'none';

export function hasPassword(stored: string): boolean {
  return stored !== NO_PASSWORD;
}

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** @param cost lower only in tests */
export function createPasswords(random: Random, cost: Cost = COST): Passwords {
  const derive = inTurns(deriveKey);
  const nobody = stored(cost, random.bytes(16), random.bytes(HASH_BYTES));
  return {
    async hash(password) {
      const salt = random.bytes(16);
      return stored(cost, salt, await derive(password, salt, cost));
    },
    async verify(password, known) {
      const match = STORED.exec(known === null || !hasPassword(known) ? nobody : known);
      if (match === null) throw new Error('A stored password hash cannot be read.');
      const [, ln, r, p, salt = '', hash = ''] = match;
      const found = await derive(password, Buffer.from(salt, 'base64url'), {
        ln: Number(ln),
        r: Number(r),
        p: Number(p),
      });
      return timingSafeEqual(found, Buffer.from(hash, 'base64url')) && known !== null && hasPassword(known);
    },
  };
}

function stored(cost: Cost, salt: Buffer, hash: Buffer): string {
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

type Derive = (password: string, salt: Buffer, cost: Cost) => Promise<Buffer>;

const deriveKey: Derive = (password, salt, { ln, r, p }) =>
  new Promise((resolve, reject) => {
    const N = 2 ** ln;
    const options = { N, r, p, maxmem: 130 * N * r * p + 1024 * 1024 };
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

function inTurns(derive: Derive): Derive {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (...input) => {
    if (running >= RUNNING_MAX) {
      if (waiting.length >= WAITING_MAX) {
        throw new Fault('too_many_attempts', 'Many people are signing in at this moment. Try again shortly.');
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await derive(...input);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
