import { type JsonValue, parseStrict } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { Secret } from '../kernel/secret.ts';

/** What trades a refresh token for an access token (RFC 6749 §6, client authentication §2.3.1). */
export interface RefreshCredential {
  readonly client_id: string;
  readonly client_secret: string;
  readonly refresh_token: string;
}

/**
 * Reads the sealed credential of a connection that uses refresh tokens: one JSON object, so that its parts always
 * belong together.
 * @throws {Fault} `sealed` when it is something else
 */
export function readRefreshCredential(credential: Secret): RefreshCredential {
  const value = parsed(credential);
  const { client_id, client_secret, refresh_token } = value as { [name: string]: JsonValue | undefined };
  if (typeof client_id === 'string' && typeof client_secret === 'string' && typeof refresh_token === 'string')
    return { client_id, client_secret, refresh_token };
  throw unreadable();
}

function parsed(credential: Secret): object {
  try {
    const value = parseStrict(credential.reveal());
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // what the parser says could quote the credential
  }
  throw unreadable();
}

function unreadable(): Fault {
  return new Fault('sealed', 'The stored credential is no refresh token with its client. Enter it again.');
}
