import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../storage/database.ts';
import { holdWindow, type Subject, saveWindow } from './store.ts';
import { type Reservation, reserve, SLOT_MS } from './window.ts';

/** A reservation is this share of the ceiling: few enough to share among gateways, enough to be asked for rarely. */
const SHARE = 20;
/** A gateway that is killed loses what it had reserved: never so much that a few restarts use a large ceiling up. */
const BLOCK_MAX = 200;
/** After a refusal the database is asked again this late, ms: a flood must not become a flood of units. */
const ASK_AGAIN_MS = 1_000;
/** Reservations one call may wait for before it is refused: others keep taking them. */
const TRIES = 4;

/** Calls in any 60 s, counted in the database for all gateways and taken from it in small blocks. */
export interface Budget {
  /** Takes one call. @returns null, or when one will be free, ms from now */
  take(subject: Subject, max: number): Promise<number | null>;
}

/** What this gateway knows of one subject. Times are on this gateway's clock, ms. */
interface Account {
  /** granted and not yet used; worthless before `from` (the clock went back) and after `until` */
  block: { slot: number; left: number; from: number; until: number } | null;
  closed: { from: number; until: number; freeAt: number } | null;
  reserving: Promise<void> | null;
  waiting: number;
}

export function createBudget({ db, clock }: { db: Database; clock: Clock }): Budget {
  const accounts = new Map<string, Account>();
  const accountOf = (subject: Subject): Account => {
    const key = `${subject.org} ${subject.subject}`;
    let account = accounts.get(key);
    if (!account) {
      account = { block: null, closed: null, reserving: null, waiting: 0 };
      accounts.set(key, account);
    }
    return account;
  };
  return {
    async take(subject, max) {
      const account = accountOf(subject);
      for (let attempt = 0; attempt < TRIES; attempt++) {
        if (spendOne(account, clock.now())) return null;
        const shut = closedFor(account, clock.now());
        if (shut !== null) return shut;
        account.waiting += 1;
        try {
          account.reserving ??= refill(db, clock, account, subject, max).finally(() => {
            account.reserving = null;
          });
          await account.reserving;
        } finally {
          account.waiting -= 1;
        }
      }
      return spendOne(account, clock.now()) ? null : (closedFor(account, clock.now()) ?? ASK_AGAIN_MS);
    },
  };
}

function spendOne({ block }: Account, now: number): boolean {
  if (block === null || block.left === 0 || now < block.from || now >= block.until) return false;
  block.left -= 1;
  return true;
}

function closedFor({ closed }: Account, now: number): number | null {
  if (closed === null || now < closed.from || now >= closed.until) return null;
  return Math.max(1, closed.freeAt - now);
}

async function refill(
  db: Database,
  clock: Clock,
  account: Account,
  subject: Subject,
  max: number,
): Promise<void> {
  // taken out of use before it is given back, so that nothing can be both
  const unused = account.block && { slot: account.block.slot, calls: account.block.left };
  account.block = null;
  account.closed = null;
  const from = clock.now();
  const { taken, now } = await db.unit(async (tx) => {
    const window = await holdWindow(tx, subject);
    const calls = Math.max(Math.min(Math.ceil(max / SHARE), BLOCK_MAX), account.waiting);
    const reserved: Reservation = reserve(window.granted, { now: window.now, calls, max, unused });
    await saveWindow(tx, subject, reserved.granted);
    return { taken: reserved, now: window.now };
  });
  if (taken.freeAt === null) {
    // counted from before the question, so that this gateway never believes in a second that is over
    const left = Math.min(2 * SLOT_MS, (taken.slot + 1) * SLOT_MS - now);
    account.block = { slot: taken.slot, left: taken.calls, from, until: from + left };
    return;
  }
  const freeAt = from + Math.max(1, taken.freeAt - now);
  account.closed = { from, until: Math.min(freeAt, from + ASK_AGAIN_MS), freeAt };
}
