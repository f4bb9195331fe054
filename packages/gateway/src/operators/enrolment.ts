import { type JsonObject, parseStrict } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { NewOperator } from './create-operator.ts';
import { readName } from './name.ts';
import type { Parts } from './parts.ts';
import { checkNewPassword } from './password-rules.ts';
import { base32, matchTotp, normaliseTotpCode, TOTP_SECRET_BYTES, totpUri } from './totp.ts';

const ENROLMENT_MS = 30 * 60_000;
const ISSUER = 'AgentPort';

/** What an enrolment belongs to: the link it was begun with. */
export type EnrolmentContext = JsonObject & { readonly what: 'setup' | 'invitation'; readonly link: string };

export interface Enrolment {
  /** sealed: everything up to the first code; handed back unchanged */
  readonly enrolment: string;
  readonly totpSecret: string;
  readonly totpUri: string;
}

/**
 * A new person's name and password, and a secret for their authenticator app. Nothing is stored before the first code
 * is right: the browser carries all of it, sealed.
 * @throws {Fault} invalid_request
 */
export async function beginEnrolment(
  parts: Parts,
  context: EnrolmentContext,
  input: { email: string; name: string; password: string },
): Promise<Enrolment> {
  const name = readName(input.name);
  checkNewPassword(input.password, input.email);
  const secret = parts.random.bytes(TOTP_SECRET_BYTES);
  const draft: Draft = {
    email: input.email,
    name,
    password_hash: await parts.passwords.hash(input.password),
    totp: secret.toString('base64'),
    expires_at: parts.clock.now() + ENROLMENT_MS,
  };
  const sealed = parts.sealer.sealState(context, Buffer.from(JSON.stringify(draft)));
  return {
    enrolment: Buffer.from(sealed).toString('base64url'),
    totpSecret: base32(secret),
    totpUri: totpUri(secret, input.email, ISSUER),
  };
}

/**
 * The first code proves that the app holds the secret.
 * @returns null when the enrolment ran out, was changed or belongs to another link
 * @throws {Fault} second_factor_invalid
 */
export function finishEnrolment(
  parts: Parts,
  context: EnrolmentContext,
  input: { enrolment: string; code: string },
): NewOperator | null {
  const draft = openDraft(parts, context, input.enrolment);
  if (draft === null) return null;
  const secret = Buffer.from(draft.totp, 'base64');
  const code = normaliseTotpCode(input.code);
  const step = code === null ? null : matchTotp(secret, code, parts.clock.now(), 0);
  if (step === null) {
    throw new Fault(
      'second_factor_invalid',
      'This code does not fit. Check that the clock of your phone is right, and give the six digits shown now.',
    );
  }
  const { email, name, password_hash } = draft;
  return { email, name, passwordHash: password_hash, totpSecret: secret, totpStep: step };
}

interface Draft {
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
  readonly totp: string;
  readonly expires_at: number;
}

function openDraft(parts: Parts, context: EnrolmentContext, text: string): Draft | null {
  try {
    const opened = parts.sealer.openState(context, Buffer.from(text, 'base64url'));
    const draft = parseStrict(opened) as unknown as Draft;
    return draft.expires_at > parts.clock.now() ? draft : null;
  } catch {
    return null;
  }
}
