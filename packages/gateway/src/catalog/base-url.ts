export type BaseUrl =
  | { readonly ok: true; readonly origin: string; readonly prefix: string }
  | { readonly ok: false; readonly message: string };

/**
 * Splits a service's base URL into origin and path prefix (`/api/v3` of a self-hosted GitHub, without a slash at
 * the end). Whether the address may be reached is the destination guard's business.
 */
export function splitBaseUrl(text: string): BaseUrl {
  const refuse = (message: string): BaseUrl => ({ ok: false, message });
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return refuse('is not a URL; write e.g. https://api.example.com');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refuse('must begin with https:// or http://');
  if (url.username !== '' || url.password !== '')
    return refuse('holds a user or password; give the credential apart');
  if (text.includes('?') || text.includes('#')) return refuse('holds a query or fragment; remove it');
  const prefix = url.pathname.replace(/\/+$/, '');
  // The parser resolves dots and turns backslashes: what it changed, somebody else would read differently (T54).
  const written = text
    .slice(text.indexOf('://') + 3)
    .replace(/^[^/]*/, '')
    .replace(/\/+$/, '');
  if (prefix !== written || !/^(?:\/[A-Za-z0-9._~-]+)*$/.test(prefix)) {
    return refuse('has a path with dots, backslashes or encoded characters; write it plainly');
  }
  return { ok: true, origin: url.origin, prefix };
}
