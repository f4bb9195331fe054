import { ROLES, type Role } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { lock, type Tx } from '../../storage/index.ts';
import { createOperator } from '../create-operator.ts';
import { normaliseEmail, readEmail } from '../email.ts';
import { accessReport, type From } from '../events.ts';
import { readName } from '../name.ts';
import type { Parts } from '../parts.ts';
import { NO_PASSWORD } from '../password.ts';
import { countActive, endSignIns, presentOperator, setOperator } from '../people/store.ts';
import { activeOperator, type OperatorRow } from '../store.ts';
import type { Claims } from './claims.ts';
import type { ProviderSettings } from './settings.ts';

interface Asked {
  readonly settings: ProviderSettings;
  readonly claims: Claims;
  /** the person who connects this subject to their account */
  readonly linkTo: string | null;
  readonly from: From;
}

/** `ended`: sign-ins that ended because the provider no longer gives the person a role. */
export type Admitted =
  | { readonly operator: OperatorRow }
  | { readonly refused: Fault; readonly ended?: readonly string[] };

/**
 * Who a verified subject is here, with the role its groups give today. An e-mail address never finds an account: the
 * pair of issuer and subject does, and whoever has an account already connects it while signed in.
 */
export async function admit(parts: Parts, tx: Tx, asked: Asked): Promise<Admitted> {
  const { settings, claims, from } = asked;
  await lock(tx, 'people', parts.org);
  if (!mayCome(settings, claims)) return { refused: notForYou() };
  const role = roleOf(settings, claims);
  const linked = await linkedOperator(parts, tx, claims);
  if (asked.linkTo !== null) return link(parts, tx, asked, asked.linkTo, linked);
  if (linked === null) return role === undefined ? { refused: notLinked() } : welcome(parts, tx, asked, role);
  const operator = await activeOperator(tx, parts.org, linked);
  if (operator === null) return { refused: notForYou() };
  await touch(parts, tx, claims);
  if (settings.roles.length === 0 || role === operator.role) return { operator };
  if (operator.role === 'owner' && (await countActive(tx, parts.org, 'owner')) <= 1) return { operator };
  if (role === undefined) {
    // out of every group: out of here, at once and on every device
    const where = { org: parts.org, operatorId: operator.id, now: parts.clock.now() };
    return { refused: notForYou(), ended: await endSignIns(tx, where) };
  }
  await setOperator(tx, parts.org, operator.id, { role });
  const details = { operator: operator.id, role, was: operator.role, by: 'provider' };
  await parts.audit.append(tx, accessReport('operator.changed', operator.id, from, details));
  return { operator: { ...operator, role } };
}

/** The strongest role of the groups; undefined when none gives one. */
function roleOf(settings: ProviderSettings, claims: Claims): Role | undefined {
  const given = settings.roles.filter(({ group }) => claims.groups.includes(group)).map(({ role }) => role);
  return ROLES.find((role) => given.includes(role));
}

/** The domain counts only where the provider says that it checked the address. */
function mayCome({ domains }: ProviderSettings, { email, emailVerified }: Claims): boolean {
  if (domains.length === 0) return true;
  const domain =
    normaliseEmail(email ?? '')
      .split('@')
      .at(-1) ?? '';
  return emailVerified && domains.some((allowed) => allowed.toLowerCase() === domain);
}

async function linkedOperator(parts: Parts, tx: Tx, claims: Claims): Promise<string | null> {
  const row = await tx
    .selectFrom('oidc_links')
    .select('operator_id')
    .where('org', '=', parts.org)
    .where('issuer', '=', claims.issuer)
    .where('subject', '=', claims.subject)
    .executeTakeFirst();
  return row?.operator_id ?? null;
}

async function touch({ org, clock }: Parts, tx: Tx, claims: Claims): Promise<void> {
  await tx
    .updateTable('oidc_links')
    .set({ used_at: clock.now() })
    .where('org', '=', org)
    .where('issuer', '=', claims.issuer)
    .where('subject', '=', claims.subject)
    .execute();
}

async function link(
  parts: Parts,
  tx: Tx,
  { claims, from }: Asked,
  operatorId: string,
  linked: string | null,
): Promise<Admitted> {
  const operator = await activeOperator(tx, parts.org, operatorId);
  if (operator === null || (linked !== null && linked !== operatorId)) return { refused: takenByAnother() };
  if (linked === null) {
    await remember(parts, tx, claims, operatorId, from);
    const change = { operatorId, what: 'company_connected' as const, at: parts.clock.now() };
    await parts.telling.accountChanged(tx, change);
  }
  return { operator };
}

/** Somebody who was never here, where the settings let them in. */
async function welcome(
  parts: Parts,
  tx: Tx,
  { settings, claims, from }: Asked,
  role: Role,
): Promise<Admitted> {
  if (!settings.provision || !claims.emailVerified || claims.email === null) return { refused: notLinked() };
  const email = readEmail(claims.email);
  if ((await presentOperator(tx, parts.org, { email })) !== null) return { refused: notLinked() };
  const name = readName((claims.name ?? email.split('@')[0] ?? email).slice(0, 80));
  const person = { email, name, role, passwordHash: NO_PASSWORD, totpSecret: null, totpStep: 0 };
  const { operator } = await createOperator(parts, tx, person, { actor: 'provider', from });
  await remember(parts, tx, claims, operator.id, from);
  return { operator };
}

async function remember(parts: Parts, tx: Tx, claims: Claims, operatorId: string, from: From): Promise<void> {
  const { issuer, subject } = claims;
  const now = parts.clock.now();
  await tx
    .insertInto('oidc_links')
    .values({ org: parts.org, issuer, subject, operator_id: operatorId, created_at: now, used_at: now })
    .execute();
  const report = accessReport('operator.linked', operatorId, from, { operator: operatorId, issuer });
  await parts.audit.append(tx, report);
}

function notLinked(): Fault {
  return new Fault(
    'not_linked',
    'The provider knows you, this gateway does not. If you have an account here, sign in another way and connect it under You; else ask for an invitation.',
  );
}

function notForYou(): Fault {
  return new Fault('role_insufficient', 'You may not come in here: no group or domain of yours is let in.');
}

function takenByAnother(): Fault {
  return new Fault('not_linked', 'This account of the provider belongs to another person here.');
}
