import { Fault } from '../../kernel/fault.ts';
import { accessReport, type From } from '../events.ts';
import type { Parts } from '../parts.ts';
import { newRecoveryCodes, recoveryCodeDigest } from '../recovery-codes.ts';
import type { SignedIn } from '../sign-ins.ts';
import { activeOperator, replaceRecoveryCodes } from '../store.ts';

/**
 * Ten new codes; every earlier one stops opening. They are known this once.
 * @throws {Fault} unauthenticated
 */
export async function renewRecoveryCodes(parts: Parts, current: SignedIn, from: From): Promise<string[]> {
  const { id } = current.person;
  const codes = newRecoveryCodes(parts.random);
  const digests = codes.map((code) => recoveryCodeDigest(id, code));
  await parts.db.unit(async (tx) => {
    if ((await activeOperator(tx, parts.org, id)) === null)
      throw new Fault('unauthenticated', 'Sign in first.');
    await replaceRecoveryCodes(tx, { org: parts.org, operatorId: id }, digests);
    const details = { codes: codes.length };
    await parts.audit.append(tx, accessReport('operator.recovery_codes_changed', id, from, details));
    const change = { operatorId: id, what: 'recovery_codes_changed' as const, at: parts.clock.now() };
    await parts.telling.accountChanged(tx, change);
  });
  return codes;
}
