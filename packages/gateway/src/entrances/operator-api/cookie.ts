/** A `__Host-` name makes browsers refuse the cookie unless it is Secure, for `/` and for this host alone. */
export function cookieName(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-agentport' : 'agentport_sign_in';
}

/** The sign-in in a `Cookie` header. Two of that name mean somebody planted one (cookie tossing): neither counts. */
export function readCookie(header: string | undefined, publicUrl: string): string | null {
  const name = cookieName(publicUrl);
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

export function clearCookie(publicUrl: string): string {
  return setCookie(publicUrl, '', 0);
}

function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
