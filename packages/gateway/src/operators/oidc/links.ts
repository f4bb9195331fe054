import { Fault } from '../../kernel/fault.ts';
import { accessReport, type From } from '../events.ts';
import { lockFactors, signsInByCode } from '../factors.ts';
import type { Parts } from '../parts.ts';
import { passkeysOf } from '../passkey-store.ts';
import type { AnnounceEnd } from '../people/people.ts';
import { endSignIns } from '../people/store.ts';
import type { SignedIn } from '../sign-ins.ts';

/** An account at the company by which a person comes in. Times are ms UTC. */
export interface CompanyLink {
  readonly issuer: string;
  readonly connectedAt: number;
  readonly usedAt: number | null;
}

export async function linksOf({ db, org }: Parts, operatorId: string): Promise<CompanyLink[]> {
  const rows = await db.read
    .selectFrom('oidc_links')
    .select(['issuer', 'created_at', 'used_at'])
    .where('org', '=', org)
    .where('operator_id', '=', operatorId)
    .orderBy('created_at')
    .orderBy('issuer')
    .limit(100)
    .execute();
  return rows.map(({ issuer, created_at, used_at }) => ({
    issuer,
    connectedAt: created_at,
    usedAt: used_at,
  }));
}

/**
 * The company's sign-in opens this account no more. Nobody takes away the last thing they sign in by. The other sign-ins
 * end: one of them may have come in by what is disconnected now.
 * @throws {Fault} last_factor, not_found, unauthenticated
 */
export async function unlink(
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
    if (!signsInByCode(operator) && (await passkeysOf(tx, org, id)).length === 0) throw lastFactor();
    const gone = await tx
      .deleteFrom('oidc_links')
      .where('org', '=', org)
      .where('operator_id', '=', id)
      .returning('issuer')
      .execute();
    if (gone.length === 0) throw new Fault('not_found', 'No account of the company is connected to yours.');
    const others = await endSignIns(tx, { org, operatorId: id, now, except: current.signInId });
    const issuers = [...new Set(gone.map(({ issuer }) => issuer))].toSorted();
    const details = { operator: id, issuers, sign_ins_ended: others.length };
    await parts.audit.append(tx, accessReport('operator.unlinked', id, from, details));
    await parts.telling.accountChanged(tx, { operatorId: id, what: 'company_disconnected', at: now });
    return others;
  });
  announceEnd(ended);
}

function lastFactor(): Fault {
  return new Fault(
    'last_factor',
    'The company is all you sign in by. Add a passkey first, then disconnect it.',
  );
}
