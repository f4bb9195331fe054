/** Alphabets with letters that look alike. */
const LOOKALIKE_SCRIPTS: readonly RegExp[] = [
  /\p{Script_Extensions=Latin}/u,
  /\p{Script_Extensions=Cyrillic}/u,
  /\p{Script_Extensions=Greek}/u,
  /\p{Script_Extensions=Armenian}/u,
  /\p{Script_Extensions=Cherokee}/u,
  /\p{Script_Extensions=Coptic}/u,
  /\p{Script_Extensions=Lisu}/u,
];

/** Cyrillic and Greek letters drawn like Latin ones: a word made only of them passes for a Latin word. */
const LATIN_LOOKALIKES = /^(?:[асеһіјӏорԛѕԝхуԁАВЕНІЈКМОРЅТХУԌԜ]+|[οανικυρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]+)$/u;

/**
 * Whether some word of the text mixes look-alike alphabets (`pаypal` with one Cyrillic letter), consists only of
 * such look-alikes, or uses characters that merely resemble ASCII (full-width and mathematical letters).
 */
export function hasMixedScript(text: string): boolean {
  for (const [word] of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    if (isAscii(word)) continue;
    if (LATIN_LOOKALIKES.test(word) && word.length > 1) return true;
    if (LOOKALIKE_SCRIPTS.filter((script) => script.test(word)).length > 1) return true;
    for (const character of word) if (resemblesAscii(character)) return true;
  }
  return false;
}

function isAscii(word: string): boolean {
  return /^[\u0000-\u007f]*$/.test(word);
}

/** Blocks of full-width, letterlike, enclosed and mathematical copies of ASCII. `²` and `½` are ordinary typing. */
const ASCII_COPIES =
  /[\u2100-\u214f\u2460-\u24ff\uff10-\uff5a\u{1d400}-\u{1d7ff}\u{1f100}-\u{1f1ff}\u{1fbf0}-\u{1fbf9}]/u;

function resemblesAscii(character: string): boolean {
  return ASCII_COPIES.test(character) && /^[A-Za-z0-9]$/.test(character.normalize('NFKC'));
}
