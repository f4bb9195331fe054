import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.ts';
import { median, mostOf } from './answer-times.ts';
import { type Counted, HOUR_MS } from './count.ts';
import {
  answerTimes,
  type ConnectionEnd,
  connectionEnds,
  type DeniedOperation,
  hourCounts,
  mostDenied,
} from './store.ts';

/** Spans a person may look at, in hours, and how many hours one bar of them holds. */
export const SPANS = { 24: 1, 168: 6, 720: 24 } as const;
export type SpanHours = keyof typeof SPANS;

const MOST = 6;
const ANSWERS_MAX = 500;

export interface Overview {
  /** ms UTC; the span begins with a whole hour */
  readonly from: number;
  readonly bucketMs: number;
  /** of each bar, oldest first */
  readonly lanes: Readonly<Record<Lane, readonly number[]>>;
  /** how calls ended, in the whole span */
  readonly ends: { readonly succeeded: number; readonly failed: number; readonly unknown: number };
  /** over the newest 500 answers at most; null when nobody answered. Nine of ten took `mostMs` or less */
  readonly answers: {
    readonly count: number;
    readonly medianMs: number | null;
    readonly mostMs: number | null;
  };
  readonly mostDenied: readonly DeniedOperation[];
  /** connections on which calls failed, worst first */
  readonly trouble: readonly Trouble[];
}

export interface Trouble {
  readonly connectionId: string;
  readonly ended: number;
  readonly failed: number;
}

type Lane = 'allowed' | 'asked' | 'denied' | 'unknown';

/** The figures of the last `hours`, the present one included. */
export async function overviewOf(
  db: Kysely<Schema>,
  org: string,
  hours: SpanHours,
  now: number,
): Promise<Overview> {
  const bucketMs = SPANS[hours] * HOUR_MS;
  const from = now - (now % HOUR_MS) - (hours - 1) * HOUR_MS;
  const [counts, denied, ends, answers] = await Promise.all([
    hourCounts(db, org, from),
    mostDenied(db, org, from, MOST),
    connectionEnds(db, org, from),
    answerTimes(db, org, from, ANSWERS_MAX),
  ]);
  const bars = (what: Counted) => {
    const sums = new Array<number>(hours / SPANS[hours]).fill(0);
    for (const row of counts) {
      const at = Math.floor((row.hour - from) / bucketMs);
      if (row.what === what && at in sums) sums[at] = (sums[at] ?? 0) + row.count;
    }
    return sums;
  };
  const sum = (what: Counted) =>
    counts.filter((row) => row.what === what).reduce((total, { count }) => total + count, 0);
  return {
    from,
    bucketMs,
    lanes: {
      allowed: bars('allowed'),
      asked: bars('asked'),
      denied: bars('denied'),
      unknown: bars('unknown'),
    },
    ends: { succeeded: sum('succeeded'), failed: sum('failed'), unknown: sum('unknown') },
    answers: { count: answers.length, medianMs: median(answers), mostMs: mostOf(answers) },
    mostDenied: denied,
    trouble: troubleOf(ends),
  };
}

function troubleOf(ends: readonly ConnectionEnd[]): Trouble[] {
  const byConnection = new Map<string, { ended: number; failed: number }>();
  for (const { connection_id, what, count } of ends) {
    const known = byConnection.get(connection_id) ?? { ended: 0, failed: 0 };
    known.ended += count;
    if (what !== 'succeeded') known.failed += count;
    byConnection.set(connection_id, known);
  }
  return [...byConnection]
    .map(([connectionId, figures]) => ({ connectionId, ...figures }))
    .filter(({ failed }) => failed > 0)
    .toSorted((a, b) => b.failed - a.failed)
    .slice(0, MOST);
}
