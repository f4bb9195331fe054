import type { AuditReport } from '../audit/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/index.ts';
import { placeOf } from './address.ts';
import type { Subject } from './attempts.ts';
import { normaliseEmail } from './email.ts';
import { accessReport, type From } from './events.ts';
import { knownBrowserSubject } from './known-browser.ts';
import type { Parts } from './parts.ts';
import { type SecondFactor, spendSecondFactor } from './second-factor.ts';
import {
  ABSOLUTE_MS,
  IDLE_MS,
  type OpenedSignIn,
  openSignIn,
  rotateSignIn,
  type SignedIn,
  STEP_UP_MS,
} from './sign-ins.ts';
import { activeOperator, activeOperatorByEmail, type OperatorRow } from './store.ts';

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** TOTP or recovery code */
  readonly code: string | null;
  /** what this browser was handed when it signed in before */
  readonly knownBrowser?: string | null;
}

/**
 * Password first, then second factor.
 * @throws {Fault} sign_in_failed (unknown account and wrong password look and last the same),
 *   second_factor_required, second_factor_invalid, too_many_attempts
 */
export async function signIn(parts: Parts, input: SignInInput, from: From): Promise<OpenedSignIn> {
  const email = normaliseEmail(input.email);
  const known = knownBrowserSubject(parts, input.knownBrowser ?? null, email);
  const subjects: Subject[] = known ? [known] : [`account:${email}`, `address:${placeOf(from.address)}`];
  await parts.attempts.begin(subjects);
  const operator = await activeOperatorByEmail(parts.db.read, parts.org, email);
  const right = await parts.passwords.verify(input.password, operator?.password_hash ?? null);
  if (!right || operator === null) {
    await failed(parts, operator, 'password', from);
    throw new Fault('sign_in_failed', 'E-mail or password is wrong. Check both and try again.');
  }
  if (input.code === null || input.code === '') {
    await parts.attempts.takeBack(subjects);
    throw new Fault('second_factor_required', 'Give the six digits from your authenticator app.');
  }
  const code = input.code;
  const opened = await parts.db.unit(async (tx) => {
    const factor = await spendSecondFactor(parts, tx, operator, code);
    if (factor === null) return null;
    const lifetime = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, stepUpMs: STEP_UP_MS };
    const fresh = await openSignIn(parts, tx, operator, from, lifetime);
    await parts.attempts.succeeded(tx, subjects);
    const details = { sign_in: fresh.signInId, second_factor: factor, new_browser: known === null };
    await parts.audit.append(tx, accessReport('sign_in.started', operator.id, from, details));
    return fresh;
  });
  if (opened !== null) return opened;
  await failed(parts, operator, 'second_factor', from);
  throw wrongCode();
}

/**
 * The second factor again: five minutes of rights, and a new token.
 * @throws {Fault} second_factor_invalid, too_many_attempts, unauthenticated
 */
export async function stepUp(
  parts: Parts,
  current: SignedIn,
  code: string,
  from: From,
): Promise<OpenedSignIn> {
  return withSecondFactor(parts, current, code, from, async (tx, factor) => {
    const rotated = await rotateSignIn(parts, tx, current);
    await parts.audit.append(tx, report('sign_in.stepped_up', rotated, from, factor));
    return rotated;
  });
}

/** Uses a code up for one decision. Gives nothing beyond it. */
export async function confirmOnce(
  parts: Parts,
  current: SignedIn,
  code: string,
  from: From,
): Promise<SecondFactor> {
  return withSecondFactor(parts, current, code, from, async (_, factor) => factor);
}

async function withSecondFactor<T>(
  parts: Parts,
  current: SignedIn,
  code: string,
  from: From,
  then: (tx: Tx, factor: SecondFactor) => Promise<T>,
): Promise<T> {
  // Counted apart from sign-ins: nobody outside can lock a signed-in person out of deciding.
  const subjects: Subject[] = [`factor:${current.person.id}`];
  await parts.attempts.begin(subjects);
  const done = await parts.db.unit(async (tx) => {
    const operator = await activeOperator(tx, parts.org, current.person.id);
    const factor = operator && (await spendSecondFactor(parts, tx, operator, code));
    if (!factor) return null;
    await parts.attempts.succeeded(tx, subjects);
    return { value: await then(tx, factor) };
  });
  if (done !== null) return done.value;
  await parts.db.unit((tx) => parts.audit.append(tx, report('sign_in.step_up_refused', current, from, null)));
  throw wrongCode();
}

function wrongCode(): Fault {
  return new Fault(
    'second_factor_invalid',
    'This code is wrong or was used already. Wait for the next one in your app, or give an unused recovery code.',
  );
}

async function failed(parts: Parts, operator: OperatorRow | null, at: string, from: From): Promise<void> {
  const refusal = accessReport('sign_in.refused', operator?.id ?? 'unknown', from, { at });
  await parts.db.unit((tx) => parts.audit.append(tx, refusal));
}

function report(
  kind: 'sign_in.stepped_up' | 'sign_in.step_up_refused',
  signedIn: SignedIn,
  from: From,
  factor: SecondFactor | null,
): AuditReport {
  const details = { sign_in: signedIn.signInId, second_factor: factor };
  return accessReport(kind, signedIn.person.id, from, details);
}
