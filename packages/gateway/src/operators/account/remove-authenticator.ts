import { Fault } from '../../kernel/fault.ts';
import type { Tx } from '../../storage/index.ts';
import { accessReport, type From } from '../events.ts';
import { lockFactors } from '../factors.ts';
import { readProvider } from '../oidc/settings.ts';
import type { Parts } from '../parts.ts';
import { passkeysOf } from '../passkey-store.ts';
import type { AnnounceEnd } from '../people/people.ts';
import { endSignIns, setOperator } from '../people/store.ts';
import type { SignedIn } from '../sign-ins.ts';

/**
 * The app's codes open nothing any more. Never the last second factor: a passkey stays, or the company's sign-in where it
 * counts as one. Every other sign-in ends, for the phone with the app may be signed in.
 * @throws {Fault} last_factor, not_found, unauthenticated
 */
export async function removeAuthenticator(
  parts: Parts,
  announceEnd: AnnounceEnd,
  current: SignedIn,
  from: From,
): Promise<void> {
  const { id } = current.person;
  const { org } = parts;
  const now = parts.clock.now();
  const ended = await parts.db.unit(async (tx) => {
    const operator = await lockFactors(tx, org, id);
    if (operator.totp_sealed === null) throw new Fault('not_found', 'You have no authenticator app here.');
    if (!(await hasAnotherFactor(parts, tx, id))) throw lastFactor();
    // the step stays: whatever app comes next, no code of a time already used opens again
    await setOperator(tx, org, id, { totp_sealed: null });
    const others = await endSignIns(tx, { org, operatorId: id, now, except: current.signInId });
    const details = { sign_ins_ended: others.length };
    await parts.audit.append(tx, accessReport('operator.totp_removed', id, from, details));
    await parts.telling.accountChanged(tx, { operatorId: id, what: 'authenticator_removed', at: now });
    return others;
  });
  announceEnd(ended);
}

async function hasAnotherFactor(parts: Parts, tx: Tx, operatorId: string): Promise<boolean> {
  if ((await passkeysOf(tx, parts.org, operatorId)).length > 0) return true;
  const provider = await readProvider(parts, tx);
  if (provider === null || provider.secondFactor.length === 0) return false;
  const link = await tx
    .selectFrom('oidc_links')
    .select('subject')
    .where('org', '=', parts.org)
    .where('issuer', '=', provider.issuer)
    .where('operator_id', '=', operatorId)
    .executeTakeFirst();
  return link !== undefined;
}

function lastFactor(): Fault {
  return new Fault(
    'last_factor',
    'This app is your only second factor. Add a passkey first, then remove the app.',
  );
}
