import { type CallSelection, callContents, countOpen, forgetResults } from '../approvals/index.ts';
import type { AuditReport } from '../audit/entry.ts';
import { Fault } from '../kernel/fault.ts';
import type { Database, Tx } from '../storage/index.ts';
import { daysBefore, deleteDayKey, deletePayloads, payloadIds } from '../vault/index.ts';

/** Calls or payloads in one unit: others wait for it, on SQLite all of them. */
const BATCH = 100;
const DAYS_MAX = 5_000;
const DAY_MS = 86_400_000;

export interface EraseParts {
  readonly db: Database;
  readonly org: string;
  readonly audit: { append(tx: Tx, report: AuditReport): Promise<unknown> };
}

/** Whose content: one call, one agent, one UTC day, or everything of the days before one. */
export type EraseWhat =
  | { readonly call: string }
  | { readonly agent: string }
  | { readonly day: string }
  | { readonly before: string };

export interface Erased {
  readonly payloads: number;
  readonly days: number;
}

/**
 * Erases arguments, pages and results; the log keeps what it says about them and goes on verifying. It is recorded with
 * who, what and why in the units that erase.
 * @throws {Fault} `invalid_request` while a call among them is open: answer it, cancel it or say what became of it
 */
export async function erase(
  parts: EraseParts,
  what: EraseWhat,
  why: { readonly actor: string; readonly reason: string },
): Promise<Erased> {
  const selection = selectionOf(parts.org, what);
  const open = await countOpen(parts.db.read, selection);
  if (open > 0) {
    throw new Fault(
      'invalid_request',
      `${open} of these calls ${open === 1 ? 'is' : 'are'} open: pending, being sent, or of unknown outcome. Settle them first; their content is still needed.`,
    );
  }
  const record = recorder(parts, what, why);
  const days = await daysOf(parts, what);
  const erased =
    days === null
      ? { payloads: await eraseCalls(parts, selection, record), days: 0 }
      : await eraseDays(parts, days, record);
  await parts.db.purge?.();
  return erased;
}

/** Records one unit of it, inside that unit. */
export type Record = (
  tx: Tx,
  details: { readonly payloads?: number; readonly day?: string },
) => Promise<void>;

export function recorder(
  { audit, org }: EraseParts,
  what: EraseWhat | { readonly kept_ms: number },
  { actor, reason }: { readonly actor: string; readonly reason: string },
): Record {
  return async (tx, details) => {
    await audit.append(tx, {
      kind: 'payload.erased',
      actor,
      org,
      ...('call' in what ? { call: what.call } : {}),
      ...('agent' in what ? { agent: what.agent } : {}),
      details: { what: { ...what }, reason, ...details },
    });
  };
}

async function eraseDays(parts: EraseParts, days: readonly string[], record: Record): Promise<Erased> {
  const erased = { payloads: 0, days: 0 };
  for (const day of days) {
    erased.payloads += await eraseDay(parts, day, record);
    if (await eraseDayKey(parts, day, record)) erased.days += 1;
  }
  return erased;
}

/** After its rows: a day whose key is there is one that still has to be gone through. */
export function eraseDayKey({ db, org }: EraseParts, day: string, record: Record): Promise<boolean> {
  return db.unit(async (tx) => {
    const was = await deleteDayKey(tx, org, day);
    if (was) await record(tx, { day });
    return was;
  });
}

/** The rows of a day. */
export async function eraseDay(parts: EraseParts, day: string, record: Record): Promise<number> {
  let erased = 0;
  for (;;) {
    const ids = await payloadIds(parts.db.read, { org: parts.org, day }, BATCH);
    if (ids.length === 0) return erased;
    erased += await eraseIds(parts, ids, record);
  }
}

async function eraseCalls(parts: EraseParts, selection: CallSelection, record: Record): Promise<number> {
  let erased = 0;
  for (let after = ''; ; ) {
    const calls = await callContents(parts.db.read, selection, after, BATCH);
    const last = calls.at(-1);
    if (last === undefined) return erased;
    erased += await eraseIds(
      parts,
      calls.flatMap(({ payloads }) => payloads),
      record,
    );
    after = last.id;
  }
}

export function eraseIds({ db }: EraseParts, ids: readonly string[], record: Record): Promise<number> {
  return db.unit(async (tx) => {
    await forgetResults(tx, ids);
    const payloads = await deletePayloads(tx, ids);
    if (payloads > 0) await record(tx, { payloads });
    return payloads;
  });
}

function selectionOf(org: string, what: EraseWhat): CallSelection {
  if ('call' in what) return { org, call: what.call };
  if ('agent' in what) return { org, agent: what.agent };
  const start = startOf('day' in what ? what.day : what.before);
  return 'day' in what ? { org, from: start, until: start + DAY_MS } : { org, until: start };
}

function startOf(day: string): number {
  const start = Date.parse(`${day}T00:00:00.000Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && Number.isSafeInteger(start)) return start;
  throw new Fault('invalid_request', 'A day is written as 2026-11-21, in UTC.');
}

/** Null where content is looked for by its calls. */
async function daysOf({ db, org }: EraseParts, what: EraseWhat): Promise<readonly string[] | null> {
  if ('day' in what) return [what.day];
  return 'before' in what ? daysBefore(db.read, org, what.before, DAYS_MAX) : null;
}
