import { hash } from 'node:crypto';
import { prepareScrubber, type Scrubber } from '@agentport/engine';
import type { Clock } from '../kernel/clock.ts';
import type { Secret } from '../kernel/secret.ts';
import { secretsToScrub } from './place-credential.ts';

/** How long a prepared search outlives the call it was made for, ms: it holds the credential. */
const KEPT_MS = 60_000;
const KEPT_MAX = 256;

/** Scrubbers for credentials. Listing every form of a credential takes longer than a whole call, so it is kept a moment. */
export interface Scrubbers {
  /**
   * A scrubber of its own for one call.
   * @throws {Fault} `sealed` when the credential is too short to be recognised in a reply
   */
  of(credential: Secret): Scrubber;
}

/** What is kept is found by the credential itself, so another key, or a replaced one, never meets an old search. */
export function createScrubbers(clock: Clock): Scrubbers {
  const kept = new Map<string, () => Scrubber>();
  return {
    of(credential) {
      const name = hash('sha256', credential.reveal());
      const known = kept.get(name);
      if (known) return known();
      const prepared = prepareScrubber(secretsToScrub(credential));
      if (kept.size < KEPT_MAX) {
        kept.set(name, prepared);
        clock.after(KEPT_MS, () => kept.delete(name));
      }
      return prepared();
    },
  };
}
