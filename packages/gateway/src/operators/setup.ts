import { Fault } from '../kernel/fault.ts';
import { placeOf } from './address.ts';
import type { Subject } from './attempts.ts';
import { alreadySetUp, createFirstOperator } from './create-operator.ts';
import { readEmail } from './email.ts';
import { beginEnrolment, type Enrolment, type EnrolmentContext, finishEnrolment } from './enrolment.ts';
import { accessReport, type From } from './events.ts';
import type { Parts } from './parts.ts';
import { ABSOLUTE_MS, IDLE_MS, type OpenedSignIn, openSignIn, STEP_UP_MS } from './sign-ins.ts';
import { anyOperator, openSetupLink, replaceSetupLink, spendSetupLink } from './store.ts';
import { isTokenOf, mintToken, tokenDigest } from './token.ts';

const LINK_MS = 24 * 3_600_000;
const NOWHERE: From = { address: null, userAgent: null };

export interface SetupInput {
  readonly token: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** A new link, the only one that counts; null once a person exists. Only its digest is kept. */
export async function createSetupLink(parts: Parts): Promise<{ token: string; expiresAt: number } | null> {
  const token = mintToken('setup', parts.random.bytes(4).toString('hex'), parts.random);
  const createdAt = parts.clock.now();
  const expiresAt = createdAt + LINK_MS;
  return parts.db.unit(async (tx) => {
    if (await anyOperator(tx, parts.org)) return null;
    await replaceSetupLink(tx, { org: parts.org, tokenSha256: tokenDigest(token), createdAt, expiresAt });
    const report = accessReport('setup.link_created', 'local-administrator', NOWHERE, {
      expires_at: expiresAt,
    });
    await parts.audit.append(tx, report);
    return { token, expiresAt };
  });
}

/**
 * Shows the link, gives e-mail, name and password; nothing is stored before the first code is right.
 * @throws {Fault} already_set_up, setup_link_invalid, invalid_request, too_many_attempts
 */
export async function beginSetup(parts: Parts, input: SetupInput, from: From): Promise<Enrolment> {
  await checkLink(parts, input.token, from);
  const { name, password } = input;
  return beginEnrolment(parts, context(input.token), { email: readEmail(input.email), name, password });
}

/**
 * The first code proves that the app holds the secret; then the person is created, the link used up and a sign-in
 * opened, all in one unit.
 * @throws {Fault} already_set_up, setup_link_invalid, second_factor_invalid, too_many_attempts
 */
export async function confirmSetup(
  parts: Parts,
  input: { token: string; enrolment: string; code: string },
  from: From,
): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }> {
  const subjects = await checkLink(parts, input.token, from);
  const operator = finishEnrolment(parts, context(input.token), input);
  if (operator === null) throw startAgain(undefined);
  return parts.db.unit(async (tx) => {
    const created = await createFirstOperator(parts, tx, operator, { actor: 'setup', from });
    if (!(await spendSetupLink(tx, parts.org, tokenDigest(input.token), parts.clock.now()))) throw badLink();
    const lifetime = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, stepUpMs: STEP_UP_MS };
    const signIn = await openSignIn(parts, tx, created.operator, from, lifetime);
    await parts.attempts.succeeded(tx, subjects);
    const details = { sign_in: signIn.signInId, second_factor: 'totp' };
    await parts.audit.append(tx, accessReport('setup.finished', created.operator.id, from, details));
    return { signIn, recoveryCodes: created.recoveryCodes };
  });
}

/** Counts the attempt, then requires the link to be the current one. */
export async function checkLink(parts: Parts, token: string, from: From): Promise<Subject[]> {
  if (await anyOperator(parts.db.read, parts.org)) throw alreadySetUp();
  const subjects: Subject[] = [`address:${placeOf(from.address)}`];
  await parts.attempts.begin(subjects);
  const now = parts.clock.now();
  const open =
    isTokenOf('setup', token) && (await openSetupLink(parts.db.read, parts.org, tokenDigest(token), now));
  if (!open) throw badLink();
  await parts.attempts.takeBack(subjects);
  return subjects;
}

function context(token: string): EnrolmentContext {
  return { what: 'setup', link: tokenDigest(token) };
}

export function badLink(): Fault {
  return new Fault(
    'setup_link_invalid',
    'This setup link is wrong, used or older than 24 hours. Restart the gateway: it prints a new one.',
  );
}

export function startAgain(cause: unknown): Fault {
  return new Fault(
    'setup_link_invalid',
    'The setup took too long or was changed. Open the setup link again.',
    {
      cause,
    },
  );
}
