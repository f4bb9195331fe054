/** `1 request`, `4 requests`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

/** The first 16 digits in fours: enough for two people to compare aloud. */
export function fingerprint(sha256: string): string {
  return sha256.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ');
}

/** Two letters that stand for a service. */
export function initials(title: string): string {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const [first = '?', second] = words;
  return second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2);
}
