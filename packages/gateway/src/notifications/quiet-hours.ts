export interface QuietHours {
  /** `HH:MM`; when `to` is earlier, the night lies between */
  readonly from: string;
  readonly to: string;
  /** IANA name */
  readonly time_zone: string;
}

const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/** False for a name this machine's time zone data does not know. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * When messages may be sent again: `now` itself outside of quiet hours. On the day on which the clocks change the end may
 * be off by the hour they change by; the next look corrects it.
 * @param now ms UTC
 */
export function quietUntil(quiet: QuietHours, now: number): number {
  const minute = minuteOfDay(quiet.time_zone, now);
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const inside = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!inside) return now;
  const left = (to - minute + DAY_MINUTES) % DAY_MINUTES;
  return now - (now % MINUTE_MS) + left * MINUTE_MS;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

function minuteOfDay(timeZone: string, now: number): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return minutesOf(format.format(now));
}
