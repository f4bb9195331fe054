import type { Role } from '@agentport/contract';
import type { AuditReport } from '../../audit/index.ts';
import { Fault } from '../../kernel/fault.ts';
import { mapPage, type Page, type PageQuery, pageOf } from '../../kernel/page.ts';
import type { Tx } from '../../storage/index.ts';
import { normaliseEmail } from '../email.ts';
import { accessReport, type From } from '../events.ts';
import type { Parts } from '../parts.ts';
import { hasPassword } from '../password.ts';
import type { OperatorRow } from '../store.ts';
import { requireManager } from './manager.ts';
import {
  countActive,
  dropFactors,
  endSignIns,
  presentOperator,
  type RosterRow,
  roster,
  setOperator,
} from './store.ts';

/** A person as others see them. Times are ms UTC. */
export interface PersonView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly status: 'active' | 'suspended';
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
  readonly factors: { readonly password: boolean; readonly totp: boolean; readonly passkeys: number };
}

/** @param actor who does it: `opr_…` or `local-administrator` · @param who id or e-mail */
export interface PersonChange {
  readonly who: string;
  readonly actor: string;
  readonly from: From;
}

/**
 * Who is here, and with which role. Nobody changes their own role, and there is always an active owner. Whoever is
 * suspended or removed is out at once: every sign-in ends in the same unit. What they answered stays in the record.
 * Each throws `Fault` not_found, role_insufficient, own_account or last_owner.
 */
export interface People {
  /** in the order they came */
  list(page: PageQuery): Promise<Page<PersonView>>;
  /** the id behind an id or an e-mail; null for nobody */
  idOf(who: string): Promise<string | null>;
  changeRole(change: PersonChange & { readonly role: Role }): Promise<PersonView>;
  suspend(change: PersonChange): Promise<PersonView>;
  restore(change: PersonChange): Promise<PersonView>;
  remove(change: PersonChange): Promise<void>;
}

/** Tells whoever streams to a sign-in that it has ended. */
export type AnnounceEnd = (signInIds: readonly string[]) => void;

export function createPeople(parts: Parts, announceEnd: AnnounceEnd): People {
  const { db, org } = parts;

  const find = async (reader: Tx | typeof db.read, who: string): Promise<OperatorRow> => {
    const person = await presentOperator(reader, org, keyOf(who));
    if (person === null) throw new Fault('not_found', 'There is no such person here.');
    return person;
  };

  const view = async (id: string): Promise<PersonView> => {
    const [found] = await roster(db.read, org, { id });
    if (found === undefined) throw new Fault('not_found', 'There is no such person here.');
    return viewPerson(found);
  };

  /** One change of one other person: permitted, not of the last owner, written down, and sign-ins ended. */
  const change = async (
    { who, actor, from }: PersonChange,
    step: {
      readonly role?: Role;
      readonly status?: OperatorRow['status'];
      readonly kind: Extract<AuditReport['kind'], `operator.${string}`>;
    },
  ): Promise<string> => {
    const done = await db.unit(async (tx) => {
      await requireManager(parts, tx, actor);
      const person = await find(tx, who);
      const { role = person.role, status = person.status } = step;
      await requireManager(parts, tx, actor, person.role, role);
      if (person.id === actor) throw ownAccount();
      if (role === person.role && status === person.status) return { id: person.id, ended: [] };
      const owned = person.role === 'owner' && person.status === 'active';
      if (owned && (role !== 'owner' || status !== 'active')) await requireAnotherOwner(tx, org);
      await setOperator(tx, org, person.id, { role, status });
      if (status === 'removed') await dropFactors(tx, org, person.id);
      // a new role begins with a new sign-in: nothing opened under the old one goes on
      const ended = await endSignIns(tx, { org, operatorId: person.id, now: parts.clock.now() });
      const details = {
        operator: person.id,
        ...(role === person.role ? {} : { role, before: person.role }),
        sign_ins_ended: ended.length,
      };
      await parts.audit.append(tx, accessReport(step.kind, actor, from, details));
      return { id: person.id, ended };
    });
    announceEnd(done.ended);
    return done.id;
  };

  return {
    async list(page) {
      const rows = await roster(db.read, org, page);
      return mapPage(
        pageOf(rows, page.limit, ({ id }) => id),
        viewPerson,
      );
    },

    async idOf(who) {
      return (await presentOperator(db.read, org, keyOf(who)))?.id ?? null;
    },

    changeRole: async (wanted) => view(await change(wanted, { kind: 'operator.changed', role: wanted.role })),

    async suspend(wanted) {
      return view(await change(wanted, { kind: 'operator.suspended', status: 'suspended' }));
    },

    restore: async (wanted) => view(await change(wanted, { kind: 'operator.restored', status: 'active' })),

    async remove(wanted) {
      await change(wanted, { kind: 'operator.removed', status: 'removed' });
    },
  };
}

function viewPerson(row: RosterRow): PersonView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    status: row.status === 'suspended' ? 'suspended' : 'active',
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
    factors: { password: hasPassword(row.password_hash), totp: row.totp === 1, passkeys: row.passkeys },
  };
}

function keyOf(who: string): { id: string } | { email: string } {
  return who.startsWith('opr_') ? { id: who } : { email: normaliseEmail(who) };
}

async function requireAnotherOwner(tx: Tx, org: string): Promise<void> {
  if ((await countActive(tx, org, 'owner')) > 1) return;
  throw new Fault('last_owner', 'This is the last active owner. Make another person owner first.');
}

function ownAccount(): Fault {
  return new Fault(
    'own_account',
    'Nobody changes their own role, suspends or removes themselves. Another owner or admin does it.',
  );
}
