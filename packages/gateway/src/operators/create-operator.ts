import { Fault } from '../kernel/fault.ts';
import { lock, STORED_CONTEXTS, type Tx } from '../storage/index.ts';
import { accessReport, type From } from './events.ts';
import type { Parts } from './parts.ts';
import { newRecoveryCodes, recoveryCodeDigest } from './recovery-codes.ts';
import { anyOperator, insertOperator, type OperatorRow } from './store.ts';

export interface NewOperator {
  readonly email: string;
  readonly name: string;
  /** when it had to be known before; a new one otherwise */
  readonly id?: string;
  /** `NO_PASSWORD` for a person who signs in by passkey */
  readonly passwordHash: string;
  readonly totpSecret: Uint8Array | null;
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
  return createOperator(parts, tx, { ...input, role: 'owner' }, by);
}

/** A person with fresh recovery codes, inside the caller's unit. The e-mail must be nobody's here. */
export async function createOperator(
  parts: Parts,
  tx: Tx,
  input: NewOperator & { readonly role: OperatorRow['role'] },
  by: { actor: string; from: From },
): Promise<{ operator: OperatorRow; recoveryCodes: string[] }> {
  const id = input.id ?? parts.newId('opr');
  const operator: OperatorRow = {
    id,
    org: parts.org,
    email: input.email,
    name: input.name,
    role: input.role,
    status: 'active',
    password_hash: input.passwordHash,
    totp_sealed: input.totpSecret && parts.sealer.sealState(STORED_CONTEXTS.totp(id), input.totpSecret),
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
