import { countOpen } from '../approvals/index.ts';
import { daysBefore, payloadIds } from '../vault/index.ts';
import { type EraseParts, eraseDay, eraseDayKey, eraseIds, recorder } from './erase.ts';
import { pruneSignIns } from './prune.ts';
import type { RetentionSettings } from './settings.ts';

/** Payloads in one unit, and units in one sweep: what is left waits for the next, so that calls never wait for long. */
const BATCH = 100;
const UNITS_MAX = 50;
const DAYS_MAX = 7;
const DAY_MS = 86_400_000;

/** What one sweep took away. */
export interface Swept {
  readonly results: number;
  readonly days: number;
  readonly rows: number;
}

const WHY = { actor: 'system:retention', reason: 'kept long enough' };

/** Erases what has been kept as long as it should be. Two gateways may sweep at once: each row goes once. */
export async function sweep(parts: EraseParts, settings: RetentionSettings, now: number): Promise<Swept> {
  const results = await sweepResults(parts, settings, now);
  const days = await sweepDays(parts, settings, now);
  const rows = await parts.db.unit((tx) => pruneSignIns(tx, now - settings.sign_ins, BATCH));
  if (results + days > 0) await parts.db.purge?.();
  return { results, days, rows };
}

async function sweepResults(parts: EraseParts, { results }: RetentionSettings, now: number): Promise<number> {
  const record = recorder(parts, { kept_ms: results }, WHY);
  const range = { org: parts.org, kind: 'result' as const, before: now - results };
  let erased = 0;
  for (let unit = 0; unit < UNITS_MAX; unit++) {
    const ids = await payloadIds(parts.db.read, range, BATCH);
    if (ids.length === 0) break;
    erased += await eraseIds(parts, ids, record);
  }
  return erased;
}

/** Whole days. One with a call that somebody still has to settle stays until then. */
async function sweepDays(parts: EraseParts, { payloads }: RetentionSettings, now: number): Promise<number> {
  const record = recorder(parts, { kept_ms: payloads }, WHY);
  const lastKept = new Date(now - payloads).toISOString().slice(0, 10);
  let erased = 0;
  for (const day of await daysBefore(parts.db.read, parts.org, lastKept, DAYS_MAX)) {
    const from = Date.parse(`${day}T00:00:00.000Z`);
    if ((await countOpen(parts.db.read, { org: parts.org, from, until: from + DAY_MS })) > 0) continue;
    await eraseDay(parts, day, record);
    if (await eraseDayKey(parts, day, record)) erased += 1;
  }
  return erased;
}
