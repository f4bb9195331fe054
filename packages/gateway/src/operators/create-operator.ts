import { Fault } from '../kernel/fault.ts';
import { lock, type Tx } from '../storage/index.ts';
import { accessReport, type From } from './events.ts';
import type { Parts } from './parts.ts';
import { newRecoveryCodes, recoveryCodeDigest } from './recovery-codes.ts';
import { totpContext } from './second-factor.ts';
import { anyOperator, insertOperator, type OperatorRow } from './store.ts';

export interface NewOperator {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly totpSecret: Uint8Array;
  /** the step of the code that confirmed the secret: it must not open again */
  readonly totpStep: number;
}

/**
 * Creates the first person, inside the caller's unit. Refused for ever once anybody exists (T102).
 * @throws {Fault} already_set_up
 */
export async function createFirstOperator(
  parts: Parts,
  tx: Tx,
  input: NewOperator,
  by: { actor: string; from: From },
): Promise<{ operator: OperatorRow; recoveryCodes: string[] }> {
  await lock(tx, 'first', 'operator', parts.org);
  if (await anyOperator(tx, parts.org)) throw alreadySetUp();
  const id = parts.newId('opr');
  const operator: OperatorRow = {
    id,
    org: parts.org,
    email: input.email,
    name: input.name,
    role: 'owner',
    status: 'active',
    password_hash: input.passwordHash,
    totp_sealed: parts.sealer.sealState(totpContext(id), input.totpSecret),
    totp_step: input.totpStep,
    created_at: parts.clock.now(),
  };
  const recoveryCodes = newRecoveryCodes(parts.random);
  await insertOperator(
    tx,
    operator,
    recoveryCodes.map((code) => recoveryCodeDigest(id, code)),
  );
  const details = { operator: id, role: operator.role };
  await parts.audit.append(tx, accessReport('operator.created', by.actor, by.from, details));
  return { operator, recoveryCodes };
}

export function alreadySetUp(): Fault {
  return new Fault('already_set_up', 'This gateway already has its first person. Sign in instead.');
}
