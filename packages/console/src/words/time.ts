/** How times read everywhere: 24 h clock; relative up to an hour, absolute after that. Times are ms UTC. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export function clock(ms: number): string {
  return CLOCK.format(ms);
}

export function clockSeconds(ms: number): string {
  return SECONDS.format(ms);
}

export function day(ms: number): string {
  return DAY.format(ms);
}

export function dayAndClock(ms: number): string {
  return `${DAY.format(ms)}, ${SECONDS.format(ms)}`;
}

/** `4 s ago`, `6 min ago`, then the clock, then the day. */
export function ago(ms: number, now: number): string {
  const age = Math.max(0, now - ms);
  if (age < 2_000) return 'just now';
  if (age < MINUTE) return `${Math.floor(age / 1_000)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  return age < 18 * HOUR ? `at ${clock(ms)}` : `on ${day(ms)}, ${clock(ms)}`;
}

/** `23:48`, or `2 h 05 min` from an hour on. Never negative. */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
  return `${Math.floor(seconds / 3_600)} h ${pad(Math.floor((seconds % 3_600) / 60))} min`;
}

/** `30 minutes`: how long a span was, in whole words. */
export function span(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 1) return `${Math.round(ms / 1_000)} seconds`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** `0.4 s` or `850 ms`. */
export function took(ms: number): string {
  return ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
