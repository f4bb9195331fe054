import { timingSafeEqual } from 'node:crypto';
import { canonical } from '@agentport/engine';

declare const minted: unique symbol;

/** What a permit is bound to. Ids carry their prefix, digests are hex SHA-256. */
export interface PermitFields {
  readonly id: string;
  readonly call_id: string;
  readonly org: string;
  readonly agent_id: string;
  readonly connection_id: string;
  readonly connection_version: number;
  readonly definition_sha256: string;
  readonly action_sha256: string;
  /** ms UTC; at this instant it is no longer valid */
  readonly expires_at: number;
}

/**
 * The right to send exactly one action once. The brand keeps every other room from making one ("no permit, no call"
 * is a compile error); the MAC keeps anything that did not pass the claim from being taken for one.
 */
export type Permit = PermitFields & { readonly mac: string; readonly [minted]: true };

/** The part of the vault that signs permits: HMAC-SHA256 under a key derived for them alone. */
export interface PermitSigner {
  mac(label: 'permit', bytes: string): Uint8Array;
}

/** Signs the fields. Only the claim, inside its transaction, may call this. */
export function sealPermit(signer: PermitSigner, fields: PermitFields): Permit {
  const exact = exactFields(fields);
  return Object.freeze({
    ...exact,
    mac: Buffer.from(signer.mac('permit', signedText(exact))).toString('hex'),
  }) as Permit;
}

/** Why a permit is not honoured, or null when its MAC is right and `now` (ms UTC) is before its end. */
export function checkPermit(signer: PermitSigner, permit: Permit, now: number): 'forged' | 'expired' | null {
  const expected = Buffer.from(signer.mac('permit', signedText(exactFields(permit))));
  const given = Buffer.from(permit.mac, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
  // Written so that a time that is not a number expires, too.
  return now < permit.expires_at ? null : 'expired';
}

/** Copies the listed fields alone: what is signed is what is read, nothing rides along. */
function exactFields(fields: PermitFields): PermitFields {
  return {
    id: fields.id,
    call_id: fields.call_id,
    org: fields.org,
    agent_id: fields.agent_id,
    connection_id: fields.connection_id,
    connection_version: fields.connection_version,
    definition_sha256: fields.definition_sha256,
    action_sha256: fields.action_sha256,
    expires_at: fields.expires_at,
  };
}

/** Canonical JSON behind a domain prefix: no two permits, and nothing else we sign, share their bytes. */
function signedText(fields: PermitFields): string {
  return `agentport/permit/v1\0${canonical(fields)}`;
}
