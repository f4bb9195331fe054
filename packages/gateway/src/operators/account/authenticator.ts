import { type JsonObject, parseStrict } from '@agentport/engine';
import { Fault } from '../../kernel/fault.ts';
import { STORED_CONTEXTS } from '../../storage/index.ts';
import { accessReport, type From } from '../events.ts';
import type { Parts } from '../parts.ts';
import type { AnnounceEnd } from '../people/people.ts';
import { endSignIns, setOperator } from '../people/store.ts';
import type { SignedIn } from '../sign-ins.ts';
import { activeOperator } from '../store.ts';
import { spendTicket } from '../ticket.ts';
import { tokenDigest } from '../token.ts';
import { base32, matchTotp, normaliseTotpCode, TOTP_SECRET_BYTES, totpUri } from '../totp.ts';
import { requireRecentProof } from './recent-proof.ts';

/** finding the phone and the app may take a while */
const ENROLMENT_MS = 10 * 60_000;
const ISSUER = 'AgentPort';

/** A new authenticator app, not yet one's own: the first code makes it that. */
export interface NewAuthenticator {
  /** sealed; handed back unchanged with the first code */
  readonly enrolment: string;
  readonly totpSecret: string;
  readonly totpUri: string;
}

interface Draft {
  readonly totp: string;
  readonly expires_at: number;
}

/** Whose it becomes, and by which sign-in: nobody confirms what somebody else began. */
function contextOf({ signInId, person }: SignedIn): JsonObject & { readonly what: string } {
  return { what: 'new_authenticator', operator: person.id, sign_in: signInId };
}

/**
 * A secret for a new app. Nothing is stored, and the old app goes on, until a code of the new one comes back.
 * @throws {Fault} step_up_required
 */
export async function beginAuthenticator(parts: Parts, current: SignedIn): Promise<NewAuthenticator> {
  await requireRecentProof(parts, current);
  const secret = parts.random.bytes(TOTP_SECRET_BYTES);
  const draft: Draft = {
    totp: secret.toString('base64'),
    expires_at: parts.clock.now() + ENROLMENT_MS,
  };
  const sealed = parts.sealer.sealState(contextOf(current), Buffer.from(JSON.stringify(draft)));
  return {
    enrolment: Buffer.from(sealed).toString('base64url'),
    totpSecret: base32(secret),
    totpUri: totpUri(secret, current.person.email, ISSUER),
  };
}

/**
 * The new app replaces the old one, whose codes open nothing from now on. A lost phone may still be signed in, so every
 * other sign-in ends.
 * @throws {Fault} step_up_required, second_factor_invalid, invalid_request, unauthenticated
 */
export async function confirmAuthenticator(
  parts: Parts,
  announceEnd: AnnounceEnd,
  current: SignedIn,
  input: { enrolment: string; code: string },
  from: From,
): Promise<void> {
  await requireRecentProof(parts, current);
  const draft = openDraft(parts, current, input.enrolment);
  const secret = Buffer.from(draft.totp, 'base64');
  const code = normaliseTotpCode(input.code);
  const now = parts.clock.now();
  const step = code === null ? null : matchTotp(secret, code, now, 0);
  if (step === null) throw wrongCode();
  const { id } = current.person;
  const ended = await parts.db.unit(async (tx) => {
    if ((await activeOperator(tx, parts.org, id)) === null)
      throw new Fault('unauthenticated', 'Sign in first.');
    // handed in again later it would bring an old secret back
    const spent = { sha256: tokenDigest(`totp ${input.enrolment}`), expiresAt: draft.expires_at };
    if (!(await spendTicket(parts, tx, spent))) throw beginAgain();
    const totp_sealed = parts.sealer.sealState(STORED_CONTEXTS.totp(id), secret);
    await setOperator(tx, parts.org, id, { totp_sealed, totp_step: step });
    const others = await endSignIns(tx, { org: parts.org, operatorId: id, now, except: current.signInId });
    const details = { sign_ins_ended: others.length };
    await parts.audit.append(tx, accessReport('operator.totp_changed', id, from, details));
    await parts.telling.accountChanged(tx, { operatorId: id, what: 'authenticator_changed', at: now });
    return others;
  });
  secret.fill(0);
  announceEnd(ended);
}

function openDraft(parts: Parts, current: SignedIn, text: string): Draft {
  try {
    const opened = parts.sealer.openState(contextOf(current), Buffer.from(text, 'base64url'));
    const draft = parseStrict(opened) as unknown as Draft;
    if (draft.expires_at > parts.clock.now()) return draft;
  } catch {
    throw beginAgain();
  }
  throw beginAgain();
}

function wrongCode(): Fault {
  return new Fault(
    'second_factor_invalid',
    'This code does not fit the new app. Check that the clock of your phone is right, and give the six digits shown now. The old app still counts.',
  );
}

function beginAgain(): Fault {
  return new Fault(
    'invalid_request',
    'This took longer than ten minutes, was begun in another sign-in, or was used before. Begin again; the old app still counts.',
  );
}
