import type { OverviewWire } from '@agentport/contract';
import { clock } from '../../words/time.ts';

const DAY_MS = 86_400_000;
const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

type Bars = Pick<OverviewWire, 'from' | 'bucket_s' | 'lanes'>;

function startsOf({ from, bucket_s, lanes }: Bars): number[] {
  return lanes.allowed.map((_, at) => Date.parse(from) + at * bucket_s * 1_000);
}

/** When each bar is, in words. */
export function barTimes(bars: Bars): string[] {
  const length = bars.bucket_s * 1_000;
  return startsOf(bars).map((start) => {
    if (length === DAY_MS) return `${SHORT_DAY.format(start)}, from ${clock(start)}`;
    const day = length > 3_600_000 ? `${SHORT_DAY.format(start)}, ` : '';
    return `${day}${clock(start)} to ${clock(start + length)}`;
  });
}

/** Every sixth bar has its time below it; with longer bars every fourth or fifth its day. */
export function barTicks(bars: Bars): [number, string][] {
  const hourly = bars.bucket_s === 3_600;
  const every = hourly ? 6 : bars.bucket_s * 1_000 === DAY_MS ? 6 : 4;
  return startsOf(bars)
    .map((start, at): [number, string] => [at, hourly ? clock(start) : SHORT_DAY.format(start)])
    .filter(([at]) => at % every === 0);
}
