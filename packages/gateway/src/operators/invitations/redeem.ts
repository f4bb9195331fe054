import type { Role } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { isUniqueViolation, type Tx } from '../../storage/index.ts';
import { placeOf } from '../address.ts';
import type { Subject } from '../attempts.ts';
import { createOperator, type NewOperator } from '../create-operator.ts';
import { beginEnrolment, type Enrolment, type EnrolmentContext, finishEnrolment } from '../enrolment.ts';
import { accessReport, type From } from '../events.ts';
import type { Parts } from '../parts.ts';
import { requireManager } from '../people/manager.ts';
import { presentOperator } from '../people/store.ts';
import { ABSOLUTE_MS, IDLE_MS, type OpenedSignIn, openSignIn, STEP_UP_MS } from '../sign-ins.ts';
import { activeOperator } from '../store.ts';
import { isTokenOf, tokenDigest } from '../token.ts';
import { type InvitationRow, liveInvitation, spendInvitation } from './store.ts';

/** What the person sees who opens the link. */
export interface Invited {
  readonly email: string;
  readonly role: Role;
  /** name of who invited, null for the machine's administrator */
  readonly invitedBy: string | null;
  readonly expiresAt: number;
}

export async function lookAtInvitation(parts: Parts, token: string, from: From): Promise<Invited> {
  const { invitation } = await openInvitation(parts, token, from);
  const inviter = await activeOperator(parts.db.read, parts.org, invitation.invited_by);
  return {
    email: invitation.email,
    role: invitation.role,
    invitedBy: inviter?.name ?? null,
    expiresAt: invitation.expires_at,
  };
}

export async function beginRedeem(
  parts: Parts,
  input: { token: string; name: string; password: string },
  from: From,
): Promise<Enrolment> {
  const { invitation } = await openInvitation(parts, input.token, from);
  const { name, password } = input;
  return beginEnrolment(parts, context(input.token), { email: invitation.email, name, password });
}

/** The first code is right: the person exists, the link is used up and a sign-in is open, all in one unit. */
export async function confirmRedeem(
  parts: Parts,
  input: { token: string; enrolment: string; code: string },
  from: From,
): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }> {
  const opened = await openInvitation(parts, input.token, from);
  const person = finishEnrolment(parts, context(input.token), input);
  if (person === null) throw startAgain();
  return letIn(parts, opened, { person, secondFactor: 'totp' }, from);
}

export interface LetIn {
  readonly person: NewOperator;
  readonly secondFactor: 'totp' | 'passkey';
  /** what else must become durable together with the person */
  readonly alsoInUnit?: (tx: Tx, operatorId: string) => Promise<void>;
}

/** Makes the person the invitation is for, by whatever they proved. One of two at once wins. */
export async function letIn(
  parts: Parts,
  { invitation, subjects }: OpenInvitation,
  { person, secondFactor, alsoInUnit }: LetIn,
  from: From,
): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }> {
  const { org, clock } = parts;
  const { id, role, email } = invitation;
  const work = parts.db.unit(async (tx) => {
    await requireInviter(parts, tx, invitation);
    if ((await presentOperator(tx, org, { email })) !== null) throw badInvitation();
    const by = { actor: invitation.invited_by, from };
    const created = await createOperator(parts, tx, { ...person, email, role }, by);
    if (!(await spendInvitation(tx, { org, id, now: clock.now() }, created.operator.id))) {
      throw badInvitation();
    }
    await alsoInUnit?.(tx, created.operator.id);
    const lifetime = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, stepUpMs: STEP_UP_MS };
    const signIn = await openSignIn(parts, tx, created.operator, from, lifetime);
    await parts.attempts.succeeded(tx, subjects);
    const details = { sign_in: signIn.signInId, second_factor: secondFactor, invitation: id };
    await parts.audit.append(tx, accessReport('sign_in.started', created.operator.id, from, details));
    return { signIn, recoveryCodes: created.recoveryCodes };
  });
  return work.catch((error: unknown) => {
    throw isUniqueViolation(error) ? badInvitation() : error;
  });
}

/** An invitation is worth what its inviter may still give: one from a demoted or removed person ends with them. */
async function requireInviter(parts: Parts, tx: Tx, { invited_by, role }: InvitationRow): Promise<void> {
  try {
    await requireManager(parts, tx, invited_by, role);
  } catch (error) {
    throw error instanceof Fault ? badInvitation() : error;
  }
}

export interface OpenInvitation {
  readonly invitation: InvitationRow;
  readonly subjects: readonly Subject[];
}

/** Counts the attempt, then requires the link to be good now. */
export async function openInvitation(parts: Parts, token: string, from: From): Promise<OpenInvitation> {
  const subjects: Subject[] = [`address:${placeOf(from.address)}`];
  await parts.attempts.begin(subjects);
  const where = { org: parts.org, tokenSha256: tokenDigest(token), now: parts.clock.now() };
  const invitation = isTokenOf('invite', token) ? await liveInvitation(parts.db.read, where) : null;
  if (invitation === null) {
    const refused = accessReport('operator.invitation_refused', 'unknown', from, {});
    await parts.db.unit((tx) => parts.audit.append(tx, refused));
    throw badInvitation();
  }
  await parts.attempts.takeBack(subjects);
  return { invitation, subjects };
}

function context(token: string): EnrolmentContext {
  return { what: 'invitation', link: tokenDigest(token) };
}

function badInvitation(): Fault {
  return new Fault(
    'invitation_invalid',
    'This invitation is wrong, used, revoked or older than 72 hours. Ask whoever invited you for a new one.',
  );
}

export function startAgain(): Fault {
  return new Fault('invitation_invalid', 'It took too long or was changed. Open the invitation again.');
}
