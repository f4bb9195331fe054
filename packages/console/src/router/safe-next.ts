/** Where to go when the wished place is not ours. */
const HOME = '/';

/**
 * The place to return to after signing in: a path of this origin, or the inbox. Anything a browser could read as
 * another origin or as a script is refused, not repaired (T46).
 */
export function safeNext(wish: string | null, origin: string): string {
  if (wish === null || !/^\/(?![/\\])/.test(wish) || /[\\\u0000-\u001f\u007f]/.test(wish)) return HOME;
  const url = URL.parse(wish, origin);
  if (url === null || url.origin !== origin || url.pathname.startsWith('//')) return HOME;
  return url.pathname + url.search + url.hash;
}
