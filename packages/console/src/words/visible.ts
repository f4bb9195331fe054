import type { Segment } from '@agentport/contract';

/**
 * Characters that show nothing, turn the reading direction or have no agreed picture. The gateway has named them
 * already; this is the second lock on the same door, and the only one for texts that do not come as segments.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u2000-\u200a\u202f\u205f\u2800\u3000]/u;
const SPLIT = new RegExp(`(${HIDDEN.source})`, 'u');

/** Splits a text into what may be shown and what must be named. Nothing is dropped. */
export function visible(text: string): readonly Segment[] {
  return text
    .split(SPLIT)
    .filter((piece) => piece !== '')
    .map((piece) => (HIDDEN.test(piece) ? { t: 'escape', code: codeOf(piece) } : { t: 'text', v: piece }));
}

/** The same as one string, for titles of the window and labels that cannot hold elements. */
export function visibleText(segments: readonly Segment[]): string {
  return segments.map(textOf).join('');
}

function textOf(segment: Segment): string {
  if (segment.t === 'escape') return `[${segment.code}]`;
  if (segment.t === 'secret') return secretWords(segment.length, segment.fingerprint);
  return HIDDEN.test(segment.v) ? visibleText(visible(segment.v)) : segment.v;
}

export function secretWords(length: number, fingerprint: string): string {
  return `[secret, ${length} chars, fingerprint ${fingerprint}]`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const FOREIGN = /([^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]+)/u;

/** Splits a text of mixed alphabets so that every letter that is not Latin can be marked. */
export function foreignParts(text: string): readonly { readonly text: string; readonly foreign: boolean }[] {
  return text
    .split(FOREIGN)
    .map((part, index) => ({ text: part, foreign: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}
