import { may, type Role } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { lock, type Tx } from '../../storage/index.ts';
import type { Parts } from '../parts.ts';
import { activeOperator } from '../store.ts';

/** Whoever may open the control socket; stands above all roles, since the data directory is theirs. */
export const LOCAL = 'local-administrator';

/**
 * Makes sure, inside the caller's unit, that whoever changes people may do so now, for every role the change touches:
 * the guard asked before the unit began, and meanwhile they may have been demoted or removed.
 * @param actor `opr_…` or `local-administrator`
 * @param touched roles a person has or is given by it
 * @throws {Fault} role_insufficient, unauthenticated
 */
export async function requireManager(
  parts: Pick<Parts, 'org'>,
  tx: Tx,
  actor: string,
  ...touched: readonly Role[]
): Promise<void> {
  await lock(tx, 'people', parts.org);
  if (actor === LOCAL) return;
  const manager = await activeOperator(tx, parts.org, actor);
  if (manager === null) throw new Fault('unauthenticated', 'Your account has ended here.');
  for (const role of touched) {
    if (mayManage(manager.role, role)) continue;
    throw new Fault(
      'role_insufficient',
      `As ${manager.role} you may not make, change or remove an ${role}. It takes an owner.`,
      { details: { permission: isHigh(role) ? 'owners:write' : 'people:write', role: manager.role } },
    );
  }
}

/** Whether a role may give, take and end another. */
export function mayManage(manager: string, role: Role): boolean {
  return manager === LOCAL || may(manager, isHigh(role) ? 'owners:write' : 'people:write');
}

function isHigh(role: Role): boolean {
  return role === 'owner' || role === 'admin';
}
