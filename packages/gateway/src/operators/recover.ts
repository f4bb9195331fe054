import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/index.ts';
import { placeOf } from './address.ts';
import type { Subject } from './attempts.ts';
import { normaliseEmail } from './email.ts';
import { accessReport, type From } from './events.ts';
import { isNewBrowser } from './known-browser.ts';
import type { Parts } from './parts.ts';
import { hasPassword } from './password.ts';
import { normaliseRecoveryCode, recoveryCodeDigest } from './recovery-codes.ts';
import { spendSecondFactor } from './second-factor.ts';
import { ABSOLUTE_MS, IDLE_MS, type OpenedSignIn, openSignIn } from './sign-ins.ts';
import { activeOperatorByEmail, spendRecoveryCode } from './store.ts';

/**
 * The way back for a person whose passkeys are lost and who has no password: one recovery code opens a sign-in that may
 * look and deny, a second one is the step-up that adds a new passkey. Whoever has a password uses that and a code.
 * @throws {Fault} sign_in_failed, too_many_attempts
 */
export async function recover(
  parts: Parts,
  input: { email: string; code: string },
  from: From,
): Promise<OpenedSignIn> {
  const email = normaliseEmail(input.email);
  const subjects: Subject[] = [`account:${email}`, `address:${placeOf(from.address)}`];
  await parts.attempts.begin(subjects);
  const operator = await activeOperatorByEmail(parts.db.read, parts.org, email);
  const code = normaliseRecoveryCode(input.code);
  const opened = await parts.db.unit(async (tx) => {
    if (code === null) return null;
    if (operator === null || hasPassword(operator.password_hash)) {
      await spendNothing(parts, tx, code);
      return null;
    }
    if ((await spendSecondFactor(parts, tx, operator, code)) === null) return null;
    const lifetime = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, stepUpMs: 0 };
    const signIn = await openSignIn(parts, tx, operator, from, lifetime);
    await parts.attempts.succeeded(tx, subjects);
    const details = {
      ...{ sign_in: signIn.signInId, second_factor: 'none', by: 'recovery_code' },
      new_browser: isNewBrowser(parts, from, email),
    };
    await parts.audit.append(tx, accessReport('sign_in.started', operator.id, from, details));
    return signIn;
  });
  if (opened !== null) return opened;
  const details = { at: 'recovery_code' };
  await parts.db.unit((tx) =>
    parts.audit.append(tx, accessReport('sign_in.refused', operator?.id ?? 'unknown', from, details)),
  );
  throw new Fault(
    'sign_in_failed',
    'E-mail and recovery code do not fit. Check both; each code opens once, and whoever has a password needs that too.',
  );
}

/** The look-up of a code for nobody: a refusal that spared itself this would tell who has passkeys alone (T44). */
async function spendNothing({ org, clock }: Parts, tx: Tx, code: string): Promise<void> {
  const operatorId = 'nobody';
  const sha256 = recoveryCodeDigest(operatorId, code);
  await spendRecoveryCode(tx, { org, operatorId, sha256, at: clock.now() });
}
