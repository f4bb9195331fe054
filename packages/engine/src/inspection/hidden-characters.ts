import type { Finding } from '../decision/decision.ts';
import { escapeCode } from '../display/escape.ts';
import { isHidden } from '../display/visible.ts';
import { stringsOf } from '../json/strings.ts';
import type { Detector } from './inspect.ts';

/**
 * Characters that change what a reader sees without being seen: direction marks and overrides (Unicode UAX #9),
 * controls other than line breaks and tabs, and tag characters, which can carry a whole hidden sentence.
 */
const DECEPTIVE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;

/** Finds text that a person would not see as it is. Joiners and odd spaces are only noted: emoji use them. */
export const hiddenCharacters: Detector = {
  name: 'hidden_characters',
  detect({ args }) {
    const findings: Finding[] = [];
    for (const { pointer, text } of stringsOf(args)) {
      const first = firstHidden(text);
      if (first === null) continue;
      const deceptive = DECEPTIVE.exec(text)?.[0];
      findings.push({
        detector: 'hidden_characters',
        severity: deceptive === undefined ? 'info' : 'high',
        path: pointer,
        message: `The text holds a character that is not visible (${escapeCode(deceptive ?? first)}).`,
      });
    }
    return findings;
  },
};

function firstHidden(text: string): string | null {
  for (const character of text) if (isHidden(character)) return character;
  return null;
}
