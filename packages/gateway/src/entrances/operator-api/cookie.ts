import { ATTEMPT_MS, KNOWN_BROWSER_MS } from '../../operators/index.ts';

/** A `__Host-` name makes browsers refuse the cookie unless it is Secure, for `/` and for this host alone. */
export function cookieName(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-agentport' : 'agentport_sign_in';
}

/** Browsers take the `__Secure-` name only over https. */
function knownBrowserName(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Secure-agentport-known' : 'agentport_known';
}

/** The sign-in in a `Cookie` header. */
export function readCookie(header: string | undefined, publicUrl: string): string | null {
  return onlyValue(header, cookieName(publicUrl));
}

export function readKnownBrowserCookie(header: string | undefined, publicUrl: string): string | null {
  return onlyValue(header, knownBrowserName(publicUrl));
}

/** Two of one name mean somebody planted one (cookie tossing): neither counts. */
function onlyValue(header: string | undefined, name: string): string | null {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** @param secondsMax how long the browser keeps it; the gateway may end it sooner */
export function setCookie(publicUrl: string, token: string, secondsMax: number): string {
  const secure = isHttps(publicUrl) ? '; Secure' : '';
  return `${cookieName(publicUrl)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${secondsMax}${secure}`;
}

/** Sent with sign-ins alone, and kept when a person signs out. */
export function setKnownBrowserCookie(publicUrl: string, value: string): string {
  const secure = isHttps(publicUrl) ? '; Secure' : '';
  const age = Math.floor(KNOWN_BROWSER_MS / 1000);
  return `${knownBrowserName(publicUrl)}=${value}; Path=/api/v1/sign-ins; HttpOnly; SameSite=Strict; Max-Age=${age}${secure}`;
}

/** What a sign-in at the company was begun with. Lax: a page of another site sends the browser back here. */
function attemptName(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-oidc' : 'agentport_oidc';
}

export function readAttemptCookie(header: string | undefined, publicUrl: string): string | null {
  return onlyValue(header, attemptName(publicUrl));
}

function attemptCookie(publicUrl: string, value: string, secondsMax: number): string {
  const secure = isHttps(publicUrl) ? '; Secure' : '';
  return `${attemptName(publicUrl)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${secondsMax}${secure}`;
}

export function setAttemptCookie(publicUrl: string, value: string): string {
  return attemptCookie(publicUrl, value, ATTEMPT_MS / 1000);
}

export function clearAttemptCookie(publicUrl: string): string {
  return attemptCookie(publicUrl, '', 0);
}

/** For `doctor --phone`: flags as those of a sign-in, worth nothing. */
export function reachCookie(publicUrl: string): string {
  const [name, secure] = isHttps(publicUrl)
    ? ['__Host-agentport-reach', '; Secure']
    : ['agentport_reach', ''];
  return `${name}=1; Path=/; HttpOnly; SameSite=Strict; Max-Age=60${secure}`;
}

export function clearCookie(publicUrl: string): string {
  return setCookie(publicUrl, '', 0);
}

function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
