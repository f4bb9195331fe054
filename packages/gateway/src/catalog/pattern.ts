const LITERAL = String.raw`[A-Za-z0-9_/:@-]|\\\.`;
const CLASS = String.raw`\[[A-Za-z0-9_./:@ +-]+\]`;
const COUNT = String.raw`\{\d{1,4}(?:,\d{1,4})?\}|\+|\*|\?`;
const SHAPE = new RegExp(`^\\^(?:(?:${LITERAL}|${CLASS})(?:${COUNT})?)+\\$$`);
const VARIABLE = /\{\d{1,4},\d{1,4}\}|[\])A-Za-z0-9_/:@-][+*?]/g;
const CLASSES = /\[[^\]]*\]/g;

/**
 * True for patterns that cannot run away: anchored at both ends, a row of literals and plain classes, at most
 * one of them of variable length. Everything else (groups, alternatives, look-around, back references) is
 * refused, because a manifest's pattern runs on a backtracking engine (T72).
 */
export function isSafePattern(pattern: string): boolean {
  if (pattern.length > 200 || !SHAPE.test(pattern)) return false;
  return (pattern.replaceAll(CLASSES, '[x]').match(VARIABLE) ?? []).length <= 1;
}
