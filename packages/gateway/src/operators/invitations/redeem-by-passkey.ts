import { parseStrict } from '@agentport/engine';
import type { From } from '../events.ts';
import { readName } from '../name.ts';
import type { Parts } from '../parts.ts';
import {
  checkRegistration,
  keepPasskey,
  type NewPasskey,
  offerRegistration,
  type RegistrationOffer,
} from '../passkey-registration.ts';
import { NO_PASSWORD } from '../password.ts';
import type { OpenedSignIn } from '../sign-ins.ts';
import { tokenDigest } from '../token.ts';
import { letIn, openInvitation, startAgain } from './redeem.ts';

export interface InvitationPasskeyOffer extends RegistrationOffer {
  /** sealed: who it will be; handed back unchanged */
  readonly enrolment: string;
}

/** A passkey instead of password and code; nothing is stored before it is made. */
export async function offerRedeemByPasskey(
  parts: Parts,
  input: { token: string; name: string },
  from: From,
): Promise<InvitationPasskeyOffer> {
  const { invitation } = await openInvitation(parts, input.token, from);
  const draft: Draft = { id: parts.newId('opr'), name: readName(input.name) };
  const sealed = parts.sealer.sealState(context(input.token), Buffer.from(JSON.stringify(draft)));
  const person = { ...draft, email: invitation.email };
  const offer = await offerRegistration(parts, bound(input.token, draft.id), person, []);
  return { ...offer, enrolment: Buffer.from(sealed).toString('base64url') };
}

/** @throws {Fault} as `letIn`; passkey_invalid */
export async function confirmRedeemByPasskey(
  parts: Parts,
  input: NewPasskey & { token: string; enrolment: string },
  from: From,
): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }> {
  const opened = await openInvitation(parts, input.token, from);
  const draft = openDraft(parts, input);
  const checked = await checkRegistration(parts, bound(input.token, draft.id), input);
  const { email } = opened.invitation;
  const person = { ...draft, email, passwordHash: NO_PASSWORD, totpSecret: null, totpStep: 0 };
  const alsoInUnit = async (tx: Parameters<typeof keepPasskey>[1], operatorId: string) => {
    await keepPasskey(parts, tx, checked, operatorId);
  };
  return letIn(parts, opened, { person, secondFactor: 'passkey', alsoInUnit }, from);
}

interface Draft {
  readonly id: string;
  readonly name: string;
}

function context(token: string): { what: string; link: string } {
  return { what: 'invitation_passkey', link: tokenDigest(token) };
}

function bound(token: string, operatorId: string) {
  return { purpose: 'invitation', link: tokenDigest(token), operator: operatorId };
}

function openDraft(parts: Parts, input: { token: string; enrolment: string }): Draft {
  try {
    const sealed = Buffer.from(input.enrolment, 'base64url');
    return parseStrict(parts.sealer.openState(context(input.token), sealed)) as unknown as Draft;
  } catch {
    throw startAgain();
  }
}
