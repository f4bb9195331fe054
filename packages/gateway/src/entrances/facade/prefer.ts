/** How long the client would wait for an answer, from `Prefer` (RFC 7240 §4.1, §4.3). */
export interface Preference {
  readonly waitS: number;
  /** value of `Preference-Applied`; null when nothing was asked for */
  readonly applied: string | null;
}

export const WAIT_DEFAULT_S = 50;
export const WAIT_MAX_S = 300;

/**
 * `wait=N` holds N seconds, `respond-async` alone none. What cannot be understood is ignored, as the RFC wants; of a
 * preference given twice the first counts.
 */
export function readPreference(header: string | string[] | undefined): Preference {
  const given = Array.isArray(header) ? header.join(',') : (header ?? '');
  let wait: number | null = null;
  let async = false;
  for (const preference of given.slice(0, 1000).split(',')) {
    const [name = '', value = ''] = (preference.split(';')[0] ?? '').split('=').map((part) => part.trim());
    if (name.toLowerCase() === 'respond-async' && value === '') async = true;
    if (name.toLowerCase() === 'wait' && wait === null) wait = secondsOf(value);
  }
  if (wait !== null) return { waitS: wait, applied: `wait=${wait}` };
  if (async) return { waitS: 0, applied: 'respond-async' };
  return { waitS: WAIT_DEFAULT_S, applied: null };
}

function secondsOf(value: string): number | null {
  const match = /^"?(\d{1,9})"?$/.exec(value);
  return match === null ? null : Math.min(Number(match[1]), WAIT_MAX_S);
}
