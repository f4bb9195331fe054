import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/index.ts';
import type { Subject } from './attempts.ts';
import { accessReport, type From } from './events.ts';
import type { Parts } from './parts.ts';
import type { PasskeyOffer } from './passkey-registration.ts';
import { type PasskeyRow, passkeyByCredential, touchPasskey } from './passkey-store.ts';
import { relyingParty } from './relying-party.ts';
import { type Bound, issueTicket, type OpenTicket, openTicket, spendTicket, TICKET_MS } from './ticket.ts';

export type AssertionOffer = PasskeyOffer<PublicKeyCredentialRequestOptionsJSON>;

export interface PasskeyAnswer {
  readonly ticket: string;
  readonly credential: AuthenticationResponseJSON;
}

/** @param known the person's passkeys; none lets the browser offer every one it has for this gateway */
export async function offerAssertion(
  parts: Parts,
  bound: Bound,
  known: readonly PasskeyRow[],
): Promise<AssertionOffer> {
  const { id } = relyingParty(parts.publicUrl());
  const { ticket, challenge } = issueTicket(parts, bound);
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server'); // large, and not for everybody
  const options = await generateAuthenticationOptions({
    rpID: id,
    challenge: new Uint8Array(challenge),
    timeout: TICKET_MS,
    userVerification: 'required',
    allowCredentials: known.map((row) => ({
      id: row.credential_id,
      transports: JSON.parse(row.transports) as string[],
    })),
  });
  return { ticket, options };
}

export interface Asserted<T> {
  readonly bound: Bound;
  readonly answer: PasskeyAnswer;
  /** whose passkey it must be; null: anybody's */
  readonly operatorId: string | null;
  /** what failures are counted on */
  readonly subject: Subject;
  readonly from: From;
  /** runs in the unit in which the signature is used up; null takes it as refused */
  readonly act: (tx: Tx, passkey: PasskeyRow) => Promise<T | null>;
}

/**
 * Uses one signature of a passkey up. A right one always opens: there is nothing to guess, so failures, whoever makes
 * them, keep nobody out (T43); they only stop being written to the log one by one.
 * @throws {Fault} passkey_invalid, passkey_unavailable, too_many_attempts
 */
export async function withPasskey<T>(parts: Parts, asserted: Asserted<T>): Promise<T> {
  const subjects = [asserted.subject];
  const over = await parts.attempts.begin(subjects).then(
    () => null,
    (error: unknown) => error,
  );
  if (over !== null && !(over instanceof Fault)) throw over;
  const checked = await checkAssertion(parts, asserted);
  const done = checked && (await spendAssertion(parts, asserted, checked, subjects));
  if (done) return done.value;
  if (over !== null) throw over;
  const actor = asserted.operatorId ?? 'unknown';
  const details = { at: 'passkey', for: asserted.bound.purpose };
  await parts.db.unit((tx) =>
    parts.audit.append(tx, accessReport('sign_in.refused', actor, asserted.from, details)),
  );
  throw new Fault(
    'passkey_invalid',
    'This passkey did not open it: it is not known here, or the answer took longer than two minutes. Try again.',
  );
}

interface Checked {
  readonly passkey: PasskeyRow;
  readonly ticket: OpenTicket;
  readonly counter: number;
  readonly backedUp: boolean;
}

async function checkAssertion<T>(parts: Parts, asserted: Asserted<T>): Promise<Checked | null> {
  const rp = relyingParty(parts.publicUrl());
  const { credential } = asserted.answer;
  const ticket = openTicket(parts, asserted.bound, asserted.answer.ticket);
  const passkey = await passkeyByCredential(parts.db.read, parts.org, credential.id);
  if (ticket === null || passkey === null) return null;
  if (asserted.operatorId !== null && passkey.operator_id !== asserted.operatorId) return null;
  const { userHandle } = credential.response;
  if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== passkey.operator_id) return null;
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const result = await verifyAuthenticationResponse({
    response: credential,
    expectedChallenge: ticket.challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    credential: {
      id: passkey.credential_id,
      publicKey: new Uint8Array(passkey.public_key),
      counter: passkey.counter,
    },
    requireUserVerification: true,
  }).catch(() => null); // every mismatch is thrown, the counter that went back (a copied key) among them
  if (!result?.verified) return null;
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  return { passkey, ticket, counter: newCounter, backedUp: credentialBackedUp };
}

async function spendAssertion<T>(
  parts: Parts,
  asserted: Asserted<T>,
  checked: Checked,
  subjects: readonly Subject[],
): Promise<{ value: T } | null> {
  const { passkey, ticket, counter, backedUp } = checked;
  return parts.db.unit(async (tx) => {
    if (!(await spendTicket(parts, tx, ticket))) return null;
    if (!(await touchPasskey(tx, passkey, { counter, backedUp, at: parts.clock.now() }))) return null;
    const value = await asserted.act(tx, passkey);
    if (value === null) return null;
    await parts.attempts.succeeded(tx, subjects);
    return { value };
  });
}
