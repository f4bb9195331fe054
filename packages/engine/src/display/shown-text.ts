import { segmentsOf } from './escape.ts';
import type { ShownText } from './model.ts';

/** Shows a text escaped; of one longer than `charactersMax` only the two ends, and how much is missing. */
export function shownText(text: string, charactersMax: number): ShownText {
  // Code units bound code points from above, so a short text is not taken apart for counting.
  if (text.length <= charactersMax) return { value: segmentsOf(text), omitted: 0 };
  const characters = Array.from(text);
  const omitted = characters.length - charactersMax;
  if (omitted <= 0) return { value: segmentsOf(text), omitted: 0 };
  const head = characters.slice(0, Math.ceil(charactersMax / 2)).join('');
  const tail = characters.slice(characters.length - Math.floor(charactersMax / 2)).join('');
  return { value: [...segmentsOf(head), ...segmentsOf(tail)], omitted };
}
