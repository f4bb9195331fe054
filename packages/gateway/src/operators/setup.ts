import { parseStrict } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import { placeOf } from './address.ts';
import type { Subject } from './attempts.ts';
import { alreadySetUp, createFirstOperator, type NewOperator } from './create-operator.ts';
import { readEmail } from './email.ts';
import { accessReport, type From } from './events.ts';
import { readName } from './name.ts';
import type { Parts } from './parts.ts';
import { checkNewPassword } from './password-rules.ts';
import { ABSOLUTE_MS, IDLE_MS, type OpenedSignIn, openSignIn, STEP_UP_MS } from './sign-ins.ts';
import { anyOperator, openSetupLink, replaceSetupLink, spendSetupLink } from './store.ts';
import { isTokenOf, mintToken, tokenDigest } from './token.ts';
import { base32, matchTotp, normaliseTotpCode, TOTP_SECRET_BYTES, totpUri } from './totp.ts';

const LINK_MS = 24 * 3_600_000;
const ENROLMENT_MS = 30 * 60_000;
const ISSUER = 'AgentPort';
const NOWHERE: From = { address: null, userAgent: null };

export interface SetupInput {
  readonly token: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

export interface Enrolment {
  /** sealed: everything up to the first code; handed back unchanged */
  readonly enrolment: string;
  readonly totpSecret: string;
  readonly totpUri: string;
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
  const email = readEmail(input.email);
  const name = readName(input.name);
  checkNewPassword(input.password, email);
  const secret = parts.random.bytes(TOTP_SECRET_BYTES);
  const draft: Draft = {
    email,
    name,
    password_hash: await parts.passwords.hash(input.password),
    totp: secret.toString('base64'),
    expires_at: parts.clock.now() + ENROLMENT_MS,
  };
  const sealed = parts.sealer.sealState(draftContext(input.token), Buffer.from(JSON.stringify(draft)));
  return {
    enrolment: Buffer.from(sealed).toString('base64url'),
    totpSecret: base32(secret),
    totpUri: totpUri(secret, email, ISSUER),
  };
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
  const operator = confirmed(parts, openDraft(parts, input), input.code);
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

interface Draft {
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
  readonly totp: string;
  readonly expires_at: number;
}

/** Counts the attempt, then requires the link to be the current one. */
async function checkLink(parts: Parts, token: string, from: From): Promise<Subject[]> {
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

function draftContext(token: string): { what: string; link: string } {
  return { what: 'setup', link: tokenDigest(token) };
}

function openDraft(parts: Parts, input: { token: string; enrolment: string }): Draft {
  try {
    const sealed = Buffer.from(input.enrolment, 'base64url');
    const draft = parseStrict(parts.sealer.openState(draftContext(input.token), sealed)) as unknown as Draft;
    if (draft.expires_at > parts.clock.now()) return draft;
  } catch (cause) {
    throw startAgain(cause);
  }
  throw startAgain(undefined);
}

function confirmed(parts: Parts, draft: Draft, text: string): NewOperator {
  const secret = Buffer.from(draft.totp, 'base64');
  const code = normaliseTotpCode(text);
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

function badLink(): Fault {
  return new Fault(
    'setup_link_invalid',
    'This setup link is wrong, used or older than 24 hours. Restart the gateway: it prints a new one.',
  );
}

function startAgain(cause: unknown): Fault {
  return new Fault(
    'setup_link_invalid',
    'The setup took too long or was changed. Open the setup link again.',
    {
      cause,
    },
  );
}
