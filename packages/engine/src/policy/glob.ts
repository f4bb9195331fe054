/** Whether an operation is named by a pattern rather than by its name. */
export function isGlob(pattern: string): boolean {
  return pattern.includes('*');
}

/** How much of a name a pattern fixes: the longer, the more specific. */
export function globLength(pattern: string): number {
  return pattern.replaceAll('*', '').length;
}

/**
 * Whether `*` (any characters, none too) in the pattern can make it the name. Case counts.
 * No regular expression: the pieces are searched left to right once, so a hostile pattern costs no more.
 */
export function globMatches(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return first === name;
  const last = pieces.at(-1) ?? '';
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  let at = first.length;
  const end = name.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
