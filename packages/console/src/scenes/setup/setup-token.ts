/** The token of a setup link: `/setup#<token>`, `/setup#token=<token>` or `/setup?token=<token>`. */
export function setupToken(hash: string, search: string): string | null {
  const fragment = hash.replace(/^#/, '');
  const named = new URLSearchParams(fragment).get('token') ?? new URLSearchParams(search).get('token');
  const token = named ?? (fragment.includes('=') ? '' : fragment);
  return token === '' ? null : token;
}
