import { Secret } from '../kernel/secret.ts';

const PREFIX = 'agentport-root-v1:';
const BYTES = 32;
/** Exact length of the text without a line end. */
export const ROOT_KEY_CHARACTERS = PREFIX.length + 43;

/** One line, so that it can be printed, stored in a secret manager, and recognised by secret scanners. */
export function formatRootKey(key: Secret): string {
  return PREFIX + key.reveal().toString('base64url');
}

/** The root key in `text` (one optional line end is ignored), or null when it is anything else. */
export function parseRootKey(text: string): Secret | null {
  const line = text.replace(/\r?\n$/, '');
  if (line.length !== ROOT_KEY_CHARACTERS || !line.startsWith(PREFIX)) return null;
  const encoded = line.slice(PREFIX.length);
  const bytes = Buffer.from(encoded, 'base64url');
  // One spelling per key: Node's decoder skips characters it does not know.
  if (bytes.length !== BYTES || bytes.toString('base64url') !== encoded) return null;
  return new Secret(bytes);
}
