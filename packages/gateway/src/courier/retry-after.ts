const LONGEST_SECONDS = 86_400;

/** Retry-After (RFC 9110 §10.2.3), seconds or a date, as whole seconds between 0 and a day; null when unreadable. */
export function retryAfterSeconds(value: string | null, now: number): number | null {
  if (value === null) return null;
  const seconds = /^\d{1,9}$/.test(value.trim())
    ? Number(value)
    : Math.ceil((Date.parse(value) - now) / 1_000);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_SECONDS) : null;
}
