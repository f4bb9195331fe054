import { Fault } from '../../kernel/fault.ts';
import type { Subject } from '../attempts.ts';
import { accessReport, type From } from '../events.ts';
import type { Parts } from '../parts.ts';
import { hasPassword } from '../password.ts';
import { checkNewPassword } from '../password-rules.ts';
import type { SignedIn } from '../sign-ins.ts';
import { activeOperator } from '../store.ts';
import type { AnnounceEnd } from './people.ts';
import { endSignIns, setOperator } from './store.ts';

/**
 * A new password; every other sign-in of the person ends. Whoever has one gives it again, so that an unlocked screen is
 * not enough; guesses are counted with second factors, apart from sign-ins.
 * @throws {Fault} sign_in_failed, invalid_request, too_many_attempts, unauthenticated
 */
export async function changePassword(
  parts: Parts,
  announceEnd: AnnounceEnd,
  signedIn: SignedIn,
  input: { current: string; password: string },
  from: From,
): Promise<void> {
  const { id, email } = signedIn.person;
  checkNewPassword(input.password, email);
  const subjects: Subject[] = [`factor:${id}`];
  await parts.attempts.begin(subjects);
  const before = await activeOperator(parts.db.read, parts.org, id);
  if (before === null) throw new Fault('unauthenticated', 'Sign in first.');
  const known = hasPassword(before.password_hash);
  if (known && !(await parts.passwords.verify(input.current, before.password_hash))) {
    throw new Fault('sign_in_failed', 'Your present password is wrong. Nothing was changed.');
  }
  const password_hash = await parts.passwords.hash(input.password);
  const ended = await parts.db.unit(async (tx) => {
    const now = await activeOperator(tx, parts.org, id);
    if (now === null) throw new Fault('unauthenticated', 'Sign in first.');
    if (now.password_hash !== before.password_hash) {
      throw new Fault('sign_in_failed', 'Your password was changed elsewhere meanwhile. Sign in again.');
    }
    await setOperator(tx, parts.org, id, { password_hash });
    await parts.attempts.succeeded(tx, subjects);
    const others = await endSignIns(tx, {
      org: parts.org,
      operatorId: id,
      now: parts.clock.now(),
      except: signedIn.signInId,
    });
    const details = { sign_ins_ended: others.length };
    await parts.audit.append(tx, accessReport('operator.password_changed', id, from, details));
    const change = { operatorId: id, what: 'password_changed' as const, at: parts.clock.now() };
    await parts.telling.accountChanged(tx, change);
    return others;
  });
  announceEnd(ended);
}
