import { isHidden, isMark } from './visible.ts';

/** A piece of shown text. An escape stands for characters that must not reach a page as they are. */
export type Segment =
  | { readonly t: 'text'; readonly v: string }
  | {
      readonly t: 'escape';
      /** `U+202E` */
      readonly code: string;
      readonly name: string | null;
      /** how often it stands here in a row */
      readonly count: number;
    }
  | { readonly t: 'secret'; readonly length: number; readonly fingerprint: string };

/** More marks than this on one letter are not a language any more; they cover the lines around it. */
const MARKS_MAX = 4;
/** Spaces in a row up to this many are shown as they are; more are padding and are counted instead. */
const SPACES_MAX = 3;

const NAMES: Readonly<Record<string, string>> = {
  'U+0000': 'null',
  'U+0009': 'tab',
  'U+000A': 'line break',
  'U+000D': 'carriage return',
  'U+001B': 'escape',
  'U+0020': 'space',
  'U+00A0': 'no-break space',
  'U+00AD': 'soft hyphen',
  'U+061C': 'Arabic letter mark',
  'U+200B': 'zero width space',
  'U+200C': 'zero width non-joiner',
  'U+200D': 'zero width joiner',
  'U+200E': 'left-to-right mark',
  'U+200F': 'right-to-left mark',
  'U+2028': 'line separator',
  'U+2029': 'paragraph separator',
  'U+202A': 'left-to-right embedding',
  'U+202B': 'right-to-left embedding',
  'U+202C': 'end of direction',
  'U+202D': 'left-to-right override',
  'U+202E': 'right-to-left override',
  'U+2060': 'word joiner',
  'U+2066': 'left-to-right isolate',
  'U+2067': 'right-to-left isolate',
  'U+2068': 'first strong isolate',
  'U+2069': 'end of isolate',
  'U+FE0F': 'variation selector 16',
  'U+FEFF': 'byte order mark',
};

/** `U+202E` of a character. */
export function escapeCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Splits a text into what may be shown as it is and what must be named. Nothing is dropped or changed. */
export function segmentsOf(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let plain = '';
  let marks = 0;
  const flush = (): void => {
    if (plain !== '') segments.push({ t: 'text', v: plain });
    plain = '';
  };
  for (const { character, count } of runsOf(text)) {
    // A mark without a letter of its own would sit on whatever the page shows before it.
    const stray = isMark(character) && (plain === '' || marks + count > MARKS_MAX);
    if (stray || isHidden(character) || (character === ' ' && count > SPACES_MAX)) {
      flush();
      const code = escapeCode(character);
      segments.push({ t: 'escape', code, name: NAMES[code] ?? null, count });
      marks = 0;
      continue;
    }
    marks = isMark(character) ? marks + count : 0;
    plain += character.repeat(count);
  }
  flush();
  return segments;
}

/** The characters of a text with equal neighbours counted together. */
function* runsOf(text: string): Generator<{ character: string; count: number }> {
  let character = '';
  let count = 0;
  for (const next of text) {
    if (next === character) {
      count += 1;
      continue;
    }
    if (count > 0) yield { character, count };
    character = next;
    count = 1;
  }
  if (count > 0) yield { character, count };
}
