import type { RouteBody, RouteReply } from '@agentport/contract';

type Offer = RouteReply<'offerPasskeySignIn'>;
export type PasskeyAnswer = RouteBody<'signInByPasskey'>;
export type NewPasskey = Pick<RouteBody<'addPasskey'>, 'ticket' | 'credential'>;

/** The person closed the browser's question, or it ran out: nothing was done. */
export class PasskeyCancelled extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'PasskeyCancelled';
  }
}

/** Browsers make passkeys for names only, on pages that nobody can have changed on the way. */
export function passkeysPossible(): boolean {
  return typeof window.PublicKeyCredential === 'function' && window.isSecureContext;
}

/** Asks the browser to sign a challenge. */
export async function signWithPasskey(offer: Offer): Promise<PasskeyAnswer> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const options = { optionsJSON: offer.options as never };
  const credential = await startAuthentication(options).catch(cancelled('No passkey was used. Try again.'));
  return { ticket: offer.ticket, credential: credential as unknown as PasskeyAnswer['credential'] };
}

/** Asks the browser to make a passkey. */
export async function makePasskey(offer: Offer): Promise<NewPasskey> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const options = { optionsJSON: offer.options as never };
  const credential = await startRegistration(options).catch(cancelled('No passkey was made. Try again.'));
  return { ticket: offer.ticket, credential: credential as unknown as NewPasskey['credential'] };
}

function cancelled(message: string): (cause: unknown) => never {
  return (cause) => {
    const name = cause instanceof Error ? cause.name : '';
    if (name === 'InvalidStateError') {
      throw new PasskeyCancelled('This device has a passkey for you here already.', cause);
    }
    throw new PasskeyCancelled(message, cause);
  };
}

/** A first name for a passkey; the person can change it. */
export function deviceName(agent = navigator.userAgent): string {
  const known = ['iPhone', 'iPad', 'Android', 'Mac', 'Windows', 'Linux'].find((name) => agent.includes(name));
  return known ?? 'This device';
}
