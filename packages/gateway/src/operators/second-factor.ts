import { STORED_CONTEXTS, type Tx } from '../storage/index.ts';
import type { Parts } from './parts.ts';
import { normaliseRecoveryCode, recoveryCodeDigest } from './recovery-codes.ts';
import { type OperatorRow, spendRecoveryCode, spendTotpStep } from './store.ts';
import { matchTotp, normaliseTotpCode } from './totp.ts';

export type SecondFactor = 'totp' | 'recovery_code';

/**
 * Uses a code up, inside the caller's unit; null when it is wrong or was used before. A time step opens once and
 * never again (RFC 6238 §5.2), whichever of two requests comes first.
 */
export async function spendSecondFactor(
  parts: Parts,
  tx: Tx,
  operator: OperatorRow,
  text: string,
): Promise<SecondFactor | null> {
  const now = parts.clock.now();
  const code = normaliseTotpCode(text);
  if (code !== null) {
    if (operator.totp_sealed === null) return null;
    const secret = parts.sealer.openState(STORED_CONTEXTS.totp(operator.id), operator.totp_sealed);
    const step = matchTotp(secret, code, now, operator.totp_step);
    secret.fill(0);
    if (step === null) return null;
    return (await spendTotpStep(tx, operator.org, operator.id, step)) ? 'totp' : null;
  }
  const recovery = normaliseRecoveryCode(text);
  if (recovery === null) return null;
  const sha256 = recoveryCodeDigest(operator.id, recovery);
  const used = await spendRecoveryCode(tx, { org: operator.org, operatorId: operator.id, sha256, at: now });
  return used ? 'recovery_code' : null;
}
