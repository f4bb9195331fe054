import { hkdfSync } from 'node:crypto';
import type { Secret } from '../kernel/secret.ts';
import type { WrappingKey } from './envelope.ts';

const WRAP_INFO = 'agentport/root/v1/wrap';
const ID_INFO = 'agentport/root/v1/id';

/** How keys were marked before a root key could change. */
const FIRST_ID = 'root';

/** What wraps the keys: derived from the root key, which itself wraps nothing. */
export interface RootWrap extends WrappingKey {
  /** opens what names `id`; also the first mark, for which only trying tells */
  keyFor(id: string): Uint8Array | null;
}

/** RFC 5869; the instance is the salt, so that one root key reused by two instances gives unrelated keys. */
export function rootWrap(root: Secret, instance: string): RootWrap {
  const derive = (info: string, length: number) =>
    Buffer.from(hkdfSync('sha256', root.reveal(), instance, info, length));
  const key = derive(WRAP_INFO, 32);
  const id = `${FIRST_ID}-${derive(ID_INFO, 8).toString('hex')}`;
  return { id, key, keyFor: (name) => (name === id || name === FIRST_ID ? key : null) };
}
