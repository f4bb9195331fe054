import type { Parts } from './parts.ts';
import { passkeysOf, unusedRecoveryCodes } from './passkey-store.ts';
import { hasPassword } from './password.ts';
import { activeOperator } from './store.ts';

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
