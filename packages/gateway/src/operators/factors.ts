import { Fault } from '../kernel/fault.ts';
import { lock, type Tx } from '../storage/index.ts';
import type { Parts } from './parts.ts';
import { passkeysOf, unusedRecoveryCodes } from './passkey-store.ts';
import { hasPassword } from './password.ts';
import { activeOperator, type OperatorRow } from './store.ts';

/** By what a person can prove that it is they. */
export interface Factors {
  readonly password: boolean;
  readonly totp: boolean;
  readonly passkeys: number;
  /** unused ones */
  readonly recoveryCodes: number;
}

export async function factorsOf({ db, org }: Parts, operatorId: string): Promise<Factors> {
  const [operator, passkeys, recoveryCodes] = await Promise.all([
    activeOperator(db.read, org, operatorId),
    passkeysOf(db.read, org, operatorId),
    unusedRecoveryCodes(db.read, org, operatorId),
  ]);
  return {
    password: operator !== null && hasPassword(operator.password_hash),
    totp: operator !== null && operator.totp_sealed !== null,
    passkeys: passkeys.length,
    recoveryCodes,
  };
}

/**
 * The person, in a unit in which nobody else changes their factors: two hands never take away the last two.
 * @throws {Fault} unauthenticated
 */
export async function lockFactors(tx: Tx, org: string, operatorId: string): Promise<OperatorRow> {
  await lock(tx, 'factors', org, operatorId);
  const operator = await activeOperator(tx, org, operatorId);
  if (operator !== null) return operator;
  throw new Fault('unauthenticated', 'Sign in first.');
}

/** Whether a password and a code of the app open the account. */
export function signsInByCode({ totp_sealed, password_hash }: OperatorRow): boolean {
  return totp_sealed !== null && hasPassword(password_hash);
}
