import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { type Database, lock, type Tx } from '../storage/index.ts';

/** How many failures are free before waiting begins. An address may be shared by an office. */
const FREE = { account: 5, known: 5, factor: 5, address: 20, passkey: 20 } as const;
const LOCK_FIRST_MS = 15_000;
const LOCK_MAX_MS = 15 * 60_000;
/** failures older than this are forgotten */
const FORGET_MS = 24 * 3_600_000;

/**
 * `account` is a normalised e-mail address, `known` a browser that signed in to it before, `factor` a signed-in person's
 * id, `address` where a request comes from, `passkey` whose or from where passkeys failed.
 */
export type Subject = `${keyof typeof FREE}:${string}`;

/** Counts failures and makes guessing slow. */
export interface Attempts {
  /**
   * Counts an attempt on every subject before it is judged, so that a thousand guesses at once are a thousand.
   * @throws {Fault} too_many_attempts with `retry_after_s`
   */
  begin(subjects: readonly Subject[]): Promise<void>;
  /** It was right: forgets the account's failures, and this one attempt of the address. */
  succeeded(tx: Tx, subjects: readonly Subject[]): Promise<void>;
  /** It was neither right nor wrong: takes the attempt back. */
  takeBack(subjects: readonly Subject[]): Promise<void>;
}

export function createAttempts({ db, clock, org }: { db: Database; clock: Clock; org: string }): Attempts {
  const one = (tx: Tx, subject: Subject) =>
    tx.updateTable('sign_in_attempts').where('org', '=', org).where('subject', '=', subject);

  return {
    async begin(subjects) {
      const waitMs = await db.unit(async (tx) => {
        // of many guesses at once each one sees those before it
        for (const subject of subjects.toSorted()) await lock(tx, 'attempts', org, subject);
        const now = clock.now();
        await tx
          .deleteFrom('sign_in_attempts')
          .where('org', '=', org)
          .where('window_started_at', '<', now - FORGET_MS)
          .execute();
        const known = await tx
          .selectFrom('sign_in_attempts')
          .selectAll()
          .where('org', '=', org)
          .where('subject', 'in', subjects)
          .execute();
        const wait = Math.max(0, ...known.map((row) => lockedUntil(row) - now));
        if (wait > 0) return wait;
        for (const subject of subjects) {
          await tx
            .insertInto('sign_in_attempts')
            .values({ org, subject, failures: 1, window_started_at: now })
            .onConflict((row) =>
              row.columns(['org', 'subject']).doUpdateSet((eb) => ({
                failures: eb('sign_in_attempts.failures', '+', 1),
                window_started_at: now,
              })),
            )
            .execute();
        }
        return 0;
      });
      if (waitMs > 0) refuse(waitMs);
    },

    async succeeded(tx, subjects) {
      for (const subject of subjects) {
        if (!subject.startsWith('address:')) await one(tx, subject).set({ failures: 0 }).execute();
        else await takeOne(tx, subject);
      }
    },

    async takeBack(subjects) {
      await db.unit(async (tx) => {
        for (const subject of subjects) await takeOne(tx, subject);
      });
    },
  };

  async function takeOne(tx: Tx, subject: Subject): Promise<void> {
    await one(tx, subject)
      .where('failures', '>', 0)
      .set((eb) => ({ failures: eb('failures', '-', 1) }))
      .execute();
  }
}

/** Doubles with every failure beyond the free ones; capped, so that nobody can lock a person out for long. */
function lockedUntil(row: { subject: string; failures: number; window_started_at: number }): number {
  const kind = row.subject.slice(0, row.subject.indexOf(':')) as keyof typeof FREE;
  const beyond = row.failures - FREE[kind];
  if (beyond < 0) return 0;
  return row.window_started_at + Math.min(LOCK_FIRST_MS * 2 ** beyond, LOCK_MAX_MS);
}

function refuse(waitMs: number): never {
  const seconds = Math.ceil(waitMs / 1000);
  throw new Fault(
    'too_many_attempts',
    `Too many attempts failed. Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, then try again.`,
    { details: { retry_after_s: seconds } },
  );
}
