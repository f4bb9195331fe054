import { isIP } from 'node:net';
import { Fault } from '../kernel/fault.ts';

/** For whom passkeys are made: a name, and the one origin whose pages may use them. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/**
 * The public address as WebAuthn sees it. Browsers take a name there and never an address (Web Authentication Level 3,
 * §5.1.3: the RP ID is a valid domain).
 * @throws {Fault} passkey_unavailable
 */
export function relyingParty(publicUrl: string): RelyingParty {
  const { hostname, origin } = new URL(publicUrl);
  if (isIP(hostname) === 0 && !hostname.startsWith('[')) return { id: hostname, origin };
  throw new Fault(
    'passkey_unavailable',
    `Passkeys need a name, and this gateway is called ${origin}. Set AGENTPORT_PUBLIC_URL to a name such as https://agentport.example.com, or to http://localhost:PORT.`,
  );
}
