import { type JsonObject, type JsonValue, parseStrict } from '@agentport/engine';
import { Secret } from '../kernel/secret.ts';
import type { Granted } from '../oauth/index.ts';

/** Where the endpoint does not say how long (RFC 6749 §5.1 lets it), a 401 tells earlier, ms. */
const ASSUMED_MS = 3_600_000;
const LONGEST_MS = 24 * 3_600_000;
/** What a header carries and a scrubber can find: RFC 6750 §2.1, at least 8 characters. */
const TOKEN = /^[A-Za-z0-9\-._~+/]{8,8000}=*$/;
/** RFC 6749 §1.5 leaves the form of a refresh token open: visible ASCII. */
const REFRESH = /^[\x20-\x7e]{8,8000}$/;
/** Error codes of RFC 6749 §5.2 that only a person can answer, by connecting anew or correcting the client. */
const FOR_A_PERSON: ReadonlySet<string> = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** A successful answer of a token endpoint (RFC 6749 §5.1), or null when it is none. */
export function readGranted(bytes: Uint8Array): Granted | null {
  const answer = objectOf(bytes);
  if (answer === null) return null;
  const { access_token, token_type, expires_in, refresh_token } = answer;
  if (typeof access_token !== 'string' || !TOKEN.test(access_token)) return null;
  if (typeof token_type !== 'string' || token_type.toLowerCase() !== 'bearer') return null;
  if (refresh_token !== undefined && !(typeof refresh_token === 'string' && REFRESH.test(refresh_token)))
    return null;
  return {
    access: new Secret(access_token),
    refresh: typeof refresh_token === 'string' ? new Secret(refresh_token) : null,
    expiresInMs: lifetime(expires_in),
  };
}

function lifetime(expires_in: JsonValue | undefined): number {
  const seconds = typeof expires_in === 'string' ? Number(expires_in) : expires_in;
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 0) return ASSUMED_MS;
  return Math.min(seconds * 1000, LONGEST_MS);
}

/** The error code of a refusal that no retry can change, or null. */
export function readRefusal(status: number, bytes: Uint8Array): string | null {
  if (status < 400 || status >= 500) return null;
  const error = objectOf(bytes)?.error;
  return typeof error === 'string' && FOR_A_PERSON.has(error) ? error : null;
}

function objectOf(bytes: Uint8Array): JsonObject | null {
  try {
    const value = parseStrict(bytes);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    return null;
  }
}
