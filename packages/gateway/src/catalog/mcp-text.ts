export interface CleanText {
  readonly text: string;
  /** how many hidden characters were taken out */
  readonly removed: number;
}

/**
 * Characters a person does not see but a model reads: controls, format characters (bidirectional marks,
 * zero-width, the tag block), private use, unassigned, and whatever Unicode lets a renderer ignore. Text from an
 * upstream server goes to the agent without them (T75).
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

export function cleanText(text: string, lengthMax: number): CleanText {
  let removed = 0;
  const clean = text.replaceAll(/\r\n?/g, '\n').replaceAll(HIDDEN, (character) => {
    if (character === '\n' || character === '\t') return character;
    removed += 1;
    return '';
  });
  return { text: clean.slice(0, lengthMax).toWellFormed(), removed };
}

export function hasHidden(text: string): boolean {
  return text.search(HIDDEN) !== -1;
}
