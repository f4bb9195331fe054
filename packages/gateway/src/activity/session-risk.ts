import type { ActivitySessionTable } from '../storage/schema/activity.ts';

type Counts = Pick<
  ActivitySessionTable,
  'asked' | 'denied' | 'turned_down' | 'flagged' | 'failed' | 'unknown'
>;
export type RiskSign = keyof Counts;

/** Points for each time, and at most so many for all of them. */
const POINTS: Readonly<Record<RiskSign, { readonly each: number; readonly most: number }>> = {
  turned_down: { each: 20, most: 40 },
  flagged: { each: 15, most: 45 },
  denied: { each: 10, most: 40 },
  unknown: { each: 10, most: 30 },
  failed: { each: 2, most: 10 },
  asked: { each: 1, most: 10 },
};
const SIGNS = Object.keys(POINTS) as RiskSign[];

export interface SessionRisk {
  /** 0 to 100 */
  readonly score: number;
  /** what gave points, most first */
  readonly reasons: readonly { readonly sign: RiskSign; readonly count: number; readonly points: number }[];
}

/**
 * How much about a session a person should look at, from what the log counted of it (decision 0030). It is shown and
 * nothing else: policy does not read it.
 */
export function sessionRisk(counts: Counts): SessionRisk {
  const reasons = SIGNS.filter((sign) => counts[sign] > 0)
    .map((sign) => {
      const { each, most } = POINTS[sign];
      return { sign, count: counts[sign], points: Math.min(counts[sign] * each, most) };
    })
    .sort((a, b) => b.points - a.points);
  const sum = reasons.reduce((total, { points }) => total + points, 0);
  return { score: Math.min(sum, 100), reasons };
}
