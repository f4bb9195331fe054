import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canonical } from '@agentport/engine';
import type { AuditReport } from '../audit/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import type { Database } from '../storage/index.ts';
import { openTestDatabase } from '../storage/testing.ts';
import type { PlainFetch } from '../upstream/index.ts';
import { createOperators, type Operators } from './operators.ts';
import type { Sealer } from './parts.ts';
import { createPasswords, type Passwords } from './password.ts';
import { fromBase32, totpCode, totpStep } from './totp.ts';

/** For tests: people over a real database, with a clock that stands until it is moved and cheap password hashes. */
export interface PeopleFixture extends AsyncDisposable {
  readonly db: Database;
  readonly clock: Clock & { advance(ms: number): void };
  readonly operators: Operators;
  readonly passwords: Passwords & { readonly verified: () => number };
  readonly reports: AuditReport[];
  /** what people were told about their accounts: who, and what */
  readonly told: [string, string][];
}

export const ORIGIN = 'https://agentport.example.com';
export const FROM = { address: '192.0.2.7', userAgent: 'test' };
export const PASSWORD = 'plainly a test phrase';
export const EMAIL = 'priya@example.com';

/** What a test may want otherwise; `cost` of a password hash, where it is to be felt. */
interface Changes {
  readonly fetch?: PlainFetch;
  readonly cost?: PasswordCost;
}

export async function peopleFixture(changes: Changes = {}): Promise<PeopleFixture> {
  const directory = mkdtempSync(path.join(tmpdir(), 'people-'));
  chmodSync(directory, 0o700);
  const clock = movableClock(Date.UTC(2026, 0, 5, 9));
  const { db, close } = await openTestDatabase(directory, clock);
  const reports: AuditReport[] = [];
  const told: [string, string][] = [];
  const passwords = countedPasswords(changes.cost ?? CHEAP);
  const operators = createOperators({
    db,
    clock,
    random: systemRandom,
    newId: idFactory(clock, systemRandom),
    org: 'default',
    sealer: standInSealer,
    passwords,
    fetch: changes.fetch ?? noWayOut,
    publicUrl: () => ORIGIN,
    audit: { append: async (_, report) => reports.push(report) },
    telling: { accountChanged: async (_, { operatorId, what }) => void told.push([operatorId, what]) },
  });
  return {
    db,
    clock,
    operators,
    passwords,
    reports,
    told,
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(directory, { recursive: true });
    },
  };
}

const noWayOut: PlainFetch = async (url) => {
  throw new Error(`this test has nothing at ${url}`);
};

/** The code an authenticator app would show now. */
export function codeNow(fixture: PeopleFixture, totpSecret: string): string {
  return totpCode(fromBase32(totpSecret), totpStep(fixture.clock.now()));
}

/** A new time step, so that a fresh code exists. */
export function nextCode(fixture: PeopleFixture, totpSecret: string): string {
  fixture.clock.advance(30_000);
  return codeNow(fixture, totpSecret);
}

export function movableClock(start: number): PeopleFixture['clock'] {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.run();
    },
  };
}

type PasswordCost = Parameters<typeof createPasswords>[1];
const CHEAP = { ln: 4, r: 8, p: 1 };

function countedPasswords(cost: PasswordCost): PeopleFixture['passwords'] {
  const passwords = createPasswords(systemRandom, cost);
  let count = 0;
  return {
    hash: passwords.hash,
    verify: (password, stored) => {
      count += 1;
      return passwords.verify(password, stored);
    },
    verified: () => count,
  };
}

/** Binds to the context as the vault does, without hiding anything. */
const standInSealer: Sealer = {
  sealState: (context, plaintext) =>
    Buffer.from(
      JSON.stringify({ context: canonical(context), value: Buffer.from(plaintext).toString('base64') }),
    ),
  openState(context, sealed) {
    const parsed = JSON.parse(Buffer.from(sealed).toString()) as { context: string; value: string };
    if (parsed.context !== canonical(context)) throw new Error('sealed for something else');
    return Buffer.from(parsed.value, 'base64');
  },
};
