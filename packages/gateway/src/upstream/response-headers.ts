import type { Pair } from '@agentport/engine';

/** What a service may tell the caller in headers. Cookies never: there is no jar, and the next call is someone else's. */
const ALLOWED: ReadonlySet<string> = new Set([
  'content-language',
  'content-type',
  'date',
  'etag',
  'idempotent-replayed',
  'last-modified',
  'link',
  'request-id',
  'retry-after',
  'stripe-version',
  'x-github-media-type',
  'x-github-request-id',
  'x-request-id',
]);
const ALLOWED_PREFIXES = ['ratelimit-', 'x-ratelimit-'];
const PRINTABLE = /^[\x20-\x7e\t]*$/;
const VALUE_CHARACTERS_MAX = 4096;

type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The allow-listed headers, lower-case, printable, bounded. */
export function allowedHeaders(raw: RawHeaders): Pair[] {
  const allowed: Pair[] = [];
  for (const [name, value] of Object.entries(raw)) {
    const lower = name.toLowerCase();
    if (!ALLOWED.has(lower) && !ALLOWED_PREFIXES.some((prefix) => lower.startsWith(prefix))) continue;
    const text = headerText(value);
    if (text !== null && PRINTABLE.test(text) && text.length <= VALUE_CHARACTERS_MAX)
      allowed.push([lower, text]);
  }
  return allowed;
}

/** One header's value; several lines are one list (RFC 9110 §5.2). Null when absent. */
export function headerOf(raw: RawHeaders, name: string): string | null {
  return headerText(raw[name]);
}

function headerText(value: string | readonly string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : value.join(', ');
}
