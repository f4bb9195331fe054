/**
 * Characters that change what a terminal or a reader makes of the others: controls, format and bidi characters,
 * separators, unassigned and private ones, lone surrogates, those that take space or none without being seen, and
 * those drawn over their neighbours (T88).
 */
const UNSAFE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Me}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}]|[\u0334-\u0338]|[\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb]|[\u2800\ufffc\u{16fe4}]|\u{1d159}|(?! )\p{Zs}/gu;

/** Text of others as it may stand on a terminal, on one line. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${hex(character.codePointAt(0) ?? 0)}}`);
}

/** JSON of the same value, in which every such character is a `\u` escape. */
export function safeJson(value: unknown, indent = 2): string {
  const json = JSON.stringify(value ?? null, null, indent);
  return json.replace(UNSAFE, (character) => {
    if (character === '\n') return character; // of the layout: one inside a string is escaped already
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${hex(unit).padStart(4, '0')}`).join('');
  });
}

function hex(code: number): string {
  return code.toString(16);
}
