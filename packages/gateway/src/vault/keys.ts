import type { JsonObject } from '@agentport/engine';
import type { Random } from '../kernel/random.ts';
import type { KeyTable } from '../storage/schema/vault-keys.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import type { RootWrap } from './root.ts';

export const PURPOSES = ['credential', 'payload', 'state'] as const;
export type KeyPurpose = (typeof PURPOSES)[number];

export const KEY_BYTES = 32;

type KeyName = Omit<KeyTable, 'wrapped'>;

/** What a wrapping key is bound to: moved to another purpose, version or instance it does not open. */
function keyContext(instance: string, row: KeyName): JsonObject {
  const { id, org, purpose, version } = row;
  return { what: 'wrapping-key', instance, org, id, purpose, version };
}

export function wrapKey(
  random: Random,
  wrap: RootWrap,
  instance: string,
  row: KeyName,
  key: Uint8Array,
): Buffer {
  return sealEnvelope(random, wrap, keyContext(instance, row), key);
}

/** @throws {EnvelopeError} */
export function unwrapKey(wrap: RootWrap, instance: string, row: KeyTable): Buffer {
  return openEnvelope((id) => wrap.keyFor(id), keyContext(instance, row), row.wrapped);
}

function signingContext(instance: string, org: string): JsonObject {
  return { what: 'signing-key', instance, org };
}

/** The key that the signing keys of all labels are derived from. */
export function wrapSigning(
  random: Random,
  wrap: RootWrap,
  instance: string,
  org: string,
  key: Uint8Array,
): Buffer {
  return sealEnvelope(random, wrap, signingContext(instance, org), key);
}

/** @throws {EnvelopeError} */
export function unwrapSigning(
  wrap: RootWrap,
  instance: string,
  row: { org: string; wrapped: Uint8Array },
): Buffer {
  return openEnvelope((id) => wrap.keyFor(id), signingContext(instance, row.org), row.wrapped);
}
