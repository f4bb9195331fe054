import { createHash } from 'node:crypto';
import { parseStrict } from '@agentport/engine';
import type { Subject } from './attempts.ts';
import type { From } from './events.ts';
import type { Parts } from './parts.ts';

/** how long a browser stays known, ms */
export const KNOWN_BROWSER_MS = 365 * 24 * 3_600_000;

const CONTEXT = { what: 'known_browser' };

/**
 * A browser from which this person once signed in. It opens nothing; it has its own failure counter, so that whoever
 * guesses at the account from elsewhere, or from the same machine, cannot keep the person from signing in and stopping
 * an agent (OWASP: device cookies against lock-outs).
 */
export function sealKnownBrowser(parts: Parts, email: string): string {
  const value = {
    email,
    until: parts.clock.now() + KNOWN_BROWSER_MS,
    salt: parts.random.bytes(8).toString('hex'),
  };
  const sealed = parts.sealer.sealState(CONTEXT, Buffer.from(JSON.stringify(value)));
  return Buffer.from(sealed).toString('base64url');
}

/** The counter of this browser, or null when it is not known for this account. */
export function knownBrowserSubject(parts: Parts, text: string | null, email: string): Subject | null {
  if (text === null || text.length > 2_000) return null;
  try {
    const opened = parts.sealer.openState(CONTEXT, Buffer.from(text, 'base64url'));
    const value = parseStrict(opened) as { email?: unknown; until?: unknown; salt?: unknown };
    const current = typeof value.until === 'number' && value.until > parts.clock.now();
    if (!current || value.email !== email) return null;
    // what was sealed, not how it was spelt: base64 has several spellings of the same bytes
    return `known:${createHash('sha256').update(opened).digest('hex')}`;
  } catch {
    return null;
  }
}

/** Whether this person never signed in from there before: they are told so in the console. */
export function isNewBrowser(parts: Parts, { knownBrowser = null }: From, email: string): boolean {
  return knownBrowserSubject(parts, knownBrowser, email) === null;
}
