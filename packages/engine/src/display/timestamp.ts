const DAY_SECONDS = 86_400;

/** Unix seconds as `2026-01-31 14:05:09 UTC`, or null outside the years 0 to 9999. Plain arithmetic: no clock, no locale. */
export function utcTime(seconds: unknown): string | null {
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds)) return null;
  if (seconds < -62_167_219_200 || seconds > 253_402_300_799) return null;
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - days * DAY_SECONDS;
  const clock = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(pad2).join(':');
  return `${calendarDay(days)} ${clock} UTC`;
}

/** Days since 1970 in the Gregorian calendar, counted in eras of 400 years that begin on a 1 March. */
function calendarDay(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${pad2(month < 10 ? month + 3 : month - 9)}-${pad2(day)}`;
}

function pad2(value: number): string {
  return String(value).padStart(2, '0');
}
