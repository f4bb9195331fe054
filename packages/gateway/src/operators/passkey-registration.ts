import type {
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/index.ts';
import { readName } from './name.ts';
import type { Parts } from './parts.ts';
import { insertPasskey, type PasskeyRow } from './passkey-store.ts';
import { relyingParty } from './relying-party.ts';
import { type Bound, issueTicket, type OpenTicket, openTicket, spendTicket } from './ticket.ts';

/** making one may take a look for the right device */
const REGISTRATION_MS = 10 * 60_000;

/** Ed25519, P-256 and RSA (COSE): what every authenticator of today can do. */
const ALGORITHMS = [-8, -7, -257];

export interface PasskeyOffer<Options> {
  /** sealed: handed back unchanged with the answer */
  readonly ticket: string;
  readonly options: Options;
}

export type RegistrationOffer = PasskeyOffer<PublicKeyCredentialCreationOptionsJSON>;

export interface NewPasskey {
  readonly ticket: string;
  readonly name: string;
  readonly credential: RegistrationResponseJSON;
}

/**
 * Asks a browser to make a passkey: kept on the device or in a password manager (discoverable), and opened by the
 * person's finger, face or PIN (user verification), so that it is both factors in one.
 */
export async function offerRegistration(
  parts: Parts,
  bound: Bound,
  person: { id: string; email: string; name: string },
  known: readonly PasskeyRow[],
): Promise<RegistrationOffer> {
  const { id, origin } = relyingParty(parts.publicUrl());
  const { ticket, challenge } = issueTicket(parts, bound, REGISTRATION_MS);
  const { generateRegistrationOptions } = await import('@simplewebauthn/server'); // large, and not for everybody
  const options = await generateRegistrationOptions({
    rpID: id,
    rpName: `AgentPort (${new URL(origin).host})`,
    userID: new Uint8Array(Buffer.from(person.id)),
    userName: person.email,
    userDisplayName: person.name,
    challenge: new Uint8Array(challenge),
    timeout: REGISTRATION_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: known.map((row) => ({ id: row.credential_id })),
  });
  return { ticket, options };
}

export interface CheckedRegistration {
  readonly ticket: OpenTicket;
  readonly row: Omit<PasskeyRow, 'operator_id'>;
}

/**
 * Checks what the browser made: for this challenge, this origin, with the person verified.
 * @throws {Fault} passkey_invalid, invalid_request (name)
 */
export async function checkRegistration(
  parts: Parts,
  bound: Bound,
  input: NewPasskey,
): Promise<CheckedRegistration> {
  const rp = relyingParty(parts.publicUrl());
  const name = readName(input.name);
  const ticket = openTicket(parts, bound, input.ticket);
  if (ticket === null) throw notMade();
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const made = await verifyRegistrationResponse({
    response: input.credential,
    expectedChallenge: ticket.challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((cause: unknown) => {
    throw notMade(cause);
  });
  if (!made.verified) throw notMade();
  const { credential, credentialBackedUp, credentialDeviceType } = made.registrationInfo;
  return {
    ticket,
    row: {
      id: parts.newId('pky'),
      org: parts.org,
      credential_id: credential.id,
      public_key: credential.publicKey,
      counter: credential.counter,
      transports: JSON.stringify((credential.transports ?? []).slice(0, 8)),
      backed_up: credentialBackedUp ? 1 : 0,
      synced: credentialDeviceType === 'multiDevice' ? 1 : 0,
      name,
      created_at: parts.clock.now(),
      used_at: null,
    },
  };
}

/** Stores it, inside the caller's unit. */
export async function keepPasskey(
  parts: Parts,
  tx: Tx,
  { ticket, row }: CheckedRegistration,
  operatorId: string,
): Promise<PasskeyRow> {
  const passkey = { ...row, operator_id: operatorId };
  if (!(await spendTicket(parts, tx, ticket)) || !(await insertPasskey(tx, passkey))) throw notMade();
  return passkey;
}

function notMade(cause?: unknown): Fault {
  return new Fault(
    'passkey_invalid',
    'This passkey could not be taken: it took too long, was made for another address or was used before. Make it again.',
    { cause },
  );
}
