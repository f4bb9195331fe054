import { parseStrict } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import { createFirstOperator } from './create-operator.ts';
import { readEmail } from './email.ts';
import { accessReport, type From } from './events.ts';
import { readName } from './name.ts';
import type { Parts } from './parts.ts';
import {
  checkRegistration,
  keepPasskey,
  type NewPasskey,
  offerRegistration,
  type RegistrationOffer,
} from './passkey-registration.ts';
import { NO_PASSWORD } from './password.ts';
import { badLink, checkLink, startAgain } from './setup.ts';
import { ABSOLUTE_MS, IDLE_MS, type OpenedSignIn, openSignIn, STEP_UP_MS } from './sign-ins.ts';
import { spendSetupLink } from './store.ts';
import { tokenDigest } from './token.ts';

export interface PasskeySetupInput {
  readonly token: string;
  readonly email: string;
  readonly name: string;
}

export interface PasskeySetupOffer extends RegistrationOffer {
  /** sealed: who it will be; handed back unchanged */
  readonly enrolment: string;
}

/**
 * The first person by a passkey instead of password and code; nothing is stored before it is made.
 * @throws {Fault} already_set_up, setup_link_invalid, invalid_request, too_many_attempts, passkey_unavailable
 */
export async function beginPasskeySetup(
  parts: Parts,
  input: PasskeySetupInput,
  from: From,
): Promise<PasskeySetupOffer> {
  await checkLink(parts, input.token, from);
  const person = {
    id: parts.newId('opr'),
    email: readEmail(input.email),
    name: readName(input.name),
  };
  const sealed = parts.sealer.sealState(draftContext(input.token), Buffer.from(JSON.stringify(person)));
  const offer = await offerRegistration(parts, bound(input.token, person.id), person, []);
  return { ...offer, enrolment: Buffer.from(sealed).toString('base64url') };
}

/** @throws {Fault} already_set_up, setup_link_invalid, passkey_invalid, too_many_attempts */
export async function confirmPasskeySetup(
  parts: Parts,
  input: NewPasskey & { token: string; enrolment: string },
  from: From,
): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }> {
  const subjects = await checkLink(parts, input.token, from);
  const person = openDraft(parts, input);
  const checked = await checkRegistration(parts, bound(input.token, person.id), input);
  return parts.db.unit(async (tx) => {
    const operator = { ...person, passwordHash: NO_PASSWORD, totpSecret: null, totpStep: 0 };
    const created = await createFirstOperator(parts, tx, operator, { actor: 'setup', from });
    if (!(await spendSetupLink(tx, parts.org, tokenDigest(input.token), parts.clock.now()))) throw badLink();
    const passkey = await keepPasskey(parts, tx, checked, person.id);
    const lifetime = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, stepUpMs: STEP_UP_MS };
    const signIn = await openSignIn(parts, tx, created.operator, from, lifetime);
    await parts.attempts.succeeded(tx, subjects);
    const details = { sign_in: signIn.signInId, second_factor: 'passkey', passkey: passkey.id };
    await parts.audit.append(tx, accessReport('setup.finished', person.id, from, details));
    return { signIn, recoveryCodes: created.recoveryCodes };
  });
}

interface Draft {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

function draftContext(token: string): { what: string; link: string } {
  return { what: 'setup_passkey', link: tokenDigest(token) };
}

function bound(token: string, operatorId: string) {
  return { purpose: 'setup', link: tokenDigest(token), operator: operatorId };
}

function openDraft(parts: Parts, input: { token: string; enrolment: string }): Draft {
  try {
    const sealed = Buffer.from(input.enrolment, 'base64url');
    return parseStrict(parts.sealer.openState(draftContext(input.token), sealed)) as unknown as Draft;
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw startAgain(cause);
  }
}
