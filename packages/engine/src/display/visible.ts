/**
 * What a reader would not see, or would see as something else: controls, formats, separators, private and
 * unassigned code points, lone surrogates, everything renderers may ignore, variation selectors, and spaces
 * that are not the space.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}]|(?! )\p{Zs}/u;

/** Assigned symbols without ink: blank Braille, a null note head, a filler, the object placeholder. */
const BLANK = /[\u2800\u{1d159}\u{16fe4}\ufffc]/u;

/** Marks drawn over or around what stands before them: they can strike out a digit. */
const OVERLAY = /\p{Me}|[\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb]/u;

const MARK = /\p{M}/u;

/** Whether this one character (a code point, or half a surrogate pair) must be shown as an escape. */
export function isHidden(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code >= 0x20 && code < 0x7f) return false;
  return HIDDEN.test(character) || BLANK.test(character) || OVERLAY.test(character);
}

/** Whether it is drawn onto the character before it. */
export function isMark(character: string): boolean {
  return character.charCodeAt(0) > 0x7f && MARK.test(character);
}
