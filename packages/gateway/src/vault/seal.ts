import type { JsonObject } from '@agentport/engine';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Tx } from '../storage/database.ts';
import { sealEnvelope } from './envelope.ts';
import type { Keyring } from './keyring.ts';
import { insertCredential } from './store.ts';

/** Which secret of which connection, in which version. All of it is bound into the envelope. */
export interface CredentialName {
  readonly org: string;
  readonly connectionId: string;
  readonly field: string;
  readonly version: number;
}

/** What a small sealed value belongs to, e.g. `{what: 'totp', operator: 'opr_…'}`. Open it with an equal one. */
export type StateContext = JsonObject & { readonly what: string };

export interface SealingParts {
  readonly keyring: Keyring;
  readonly instance: string;
  readonly org: string;
  readonly random: Random;
  readonly newId: NewId;
  readonly now: () => number;
}

export function credentialContext(instance: string, name: CredentialName): JsonObject {
  const { org, connectionId, field, version } = name;
  return { what: 'credential', instance, org, connection: connectionId, field, version };
}

export function stateContext(instance: string, org: string, context: StateContext): JsonObject {
  return { what: 'state', instance, org, state: context };
}

/** 8 bytes as hex, keyed: tells "the same secret" to us and nothing to anyone else. */
export function fingerprint(keyring: Keyring, secret: Secret): string {
  return keyring.mac('fingerprint', secret.reveal()).toString('hex', 0, 8);
}

/** Seals one version of a credential into its own row. Versions are written once and never overwritten. */
export async function sealCredential(
  parts: SealingParts,
  tx: Tx,
  name: CredentialName,
  secret: Secret,
): Promise<void> {
  const context = credentialContext(parts.instance, name);
  await insertCredential(tx, {
    id: parts.newId('crd'),
    org: name.org,
    connection_id: name.connectionId,
    field: name.field,
    version: name.version,
    sealed: sealEnvelope(
      parts.random,
      await parts.keyring.newest(tx, 'credential'),
      context,
      secret.reveal(),
    ),
    fingerprint: fingerprint(parts.keyring, secret),
    created_at: parts.now(),
  });
}

/** Seals a small value (TOTP secret, MCP request state) that its owner stores or hands out. */
export function sealState(parts: SealingParts, context: StateContext, plaintext: Uint8Array): Buffer {
  const bound = stateContext(parts.instance, parts.org, context);
  return sealEnvelope(parts.random, parts.keyring.active('state'), bound, plaintext);
}
