import type { KnownSecret, Pair } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { Secret } from '../kernel/secret.ts';
import type { CredentialName, Vault } from '../vault/index.ts';
import type { AuthSlot } from './route.ts';

const SCRUBBABLE_BYTES_MIN = 8;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** The header a credential travels in. Its name is reserved: no call may bring it. */
export function slotName(auth: AuthSlot): string {
  return auth.kind === 'header' ? auth.name.toLowerCase() : 'authorization';
}

/**
 * Writes the credential into its slot.
 * @throws {Fault} `sealed` when it could be read as more than one header value
 */
export function placeCredential(auth: AuthSlot, credential: Secret): Pair {
  const text = credential.reveal().toString('utf8');
  if (!PRINTABLE.test(text)) {
    throw new Fault('sealed', 'The stored credential holds characters no header can carry. Enter it again.');
  }
  if (auth.kind === 'bearer' || auth.kind === 'oauth_refresh') return ['authorization', `Bearer ${text}`];
  // Split and join, not replace: `$&` in a credential must stay what it is.
  if (auth.kind === 'header') return [slotName(auth), auth.format.split('{credential}').join(text)];
  if (auth.kind === 'token_request') throw new Error('the credential of a token request stands in its form');
  // RFC 7617: user and password; a key alone is the user of an empty password (Stripe's and others' convention).
  const pair = text.includes(':') ? text : `${text}:`;
  return ['authorization', `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`];
}

/**
 * Everything that must not come back: the credential and the parts a service could echo alone.
 * @throws {Fault} `sealed` when it is too short to be recognised in a reply; it is then not used at all
 */
export function secretsToScrub(credential: Secret): KnownSecret[] {
  const whole = credential.reveal();
  if (whole.length < SCRUBBABLE_BYTES_MIN) {
    throw new Fault(
      'sealed',
      'The stored credential is shorter than 8 bytes and could not be kept out of replies.',
    );
  }
  const parts = whole
    .toString('utf8')
    .split(':')
    .map((part) => Buffer.from(part, 'utf8'));
  const longParts = parts.filter((part) => part.length >= SCRUBBABLE_BYTES_MIN && !part.equals(whole));
  return [whole, ...longParts].map((bytes) => ({ label: 'credential', bytes: Uint8Array.from(bytes) }));
}

/** Opens a credential for as long as `use` runs, then overwrites it. Null for a service that wants none. */
export async function withCredential<T>(
  vault: Pick<Vault, 'openCredential'>,
  name: CredentialName | null,
  use: (credential: Secret | null) => Promise<T>,
): Promise<T> {
  if (!name) return use(null);
  const credential = await vault.openCredential(name);
  try {
    return await use(credential);
  } finally {
    credential.wipe();
  }
}
