import { Fault } from '../../kernel/fault.ts';
import { factorsOf } from '../factors.ts';
import type { Parts } from '../parts.ts';
import { type SignedIn, STEP_UP_MS } from '../sign-ins.ts';
import { liveSignIn } from '../store.ts';

/**
 * Whoever gets a new way to prove who they are gives the second factor first. A person whom the company let in has none
 * yet: their first one takes a sign-in of the last minutes instead.
 * @throws {Fault} step_up_required
 */
export async function requireRecentProof(parts: Parts, current: SignedIn): Promise<void> {
  const now = parts.clock.now();
  if (current.stepUpUntil > now) return;
  const { totp, passkeys, password } = await factorsOf(parts, current.person.id);
  const row = await liveSignIn(parts.db.read, parts.org, { id: current.signInId }, now);
  const none = !totp && !password && passkeys === 0;
  if (none && row !== null && row.created_at > now - STEP_UP_MS) return;
  throw new Fault('step_up_required', 'Give your second factor again to do this.');
}
