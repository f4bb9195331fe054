import type { JsonValue } from '../json/value.ts';
import { valueAt } from '../json/value-at.ts';
import { segmentsOf } from './escape.ts';
import { meaningOf } from './meaning.ts';
import { type DisplayInput, type TitlePart, VALUE_FORMATS, type ValueFormat } from './model.ts';
import { shownText } from './shown-text.ts';

const TITLE_VALUE_MAX = 80;
const PLACEHOLDER = /\{\/?([A-Za-z0-9_][A-Za-z0-9_/-]*)(?::([a-z_]+))?\}/g;

/** A piece of a template: fixed text, or the argument it names. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly pointer: string; readonly format: ValueFormat };

/**
 * Reads `Refund {amount:money} of {charge}`. A placeholder names an argument (`customer/name` for one inside),
 * then optionally one of the known formats.
 * @throws {RangeError} for an unknown format or a brace that belongs to no placeholder
 */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    addText(parts, template.slice(from, match.index));
    const format = VALUE_FORMATS.find((known) => known === (match[2] ?? 'text'));
    if (format === undefined)
      throw new RangeError(`Unknown format ${match[2]}. Known: ${VALUE_FORMATS.join(', ')}.`);
    parts.push({ kind: 'placeholder', pointer: `/${match[1]}`, format });
    from = match.index + match[0].length;
  }
  addText(parts, template.slice(from));
  return parts;
}

function addText(parts: TemplatePart[], text: string): void {
  if (/[{}]/.test(text)) throw new RangeError('A template has a brace that belongs to no placeholder.');
  if (text !== '') parts.push({ kind: 'text', text });
}

/** The first template that can be filled; else the operation's own title. Arguments stay parts of their own. */
export function titleOf(input: DisplayInput): readonly TitlePart[] {
  for (const template of input.templates) {
    const filled = fill(parseTemplate(template), input);
    if (filled !== null) return filled;
  }
  return [fixed(input.operationTitle)];
}

function fill(parts: readonly TemplatePart[], input: DisplayInput): TitlePart[] | null {
  const filled: TitlePart[] = [];
  for (const part of parts) {
    const piece = part.kind === 'text' ? fixed(part.text) : argument(part, input);
    if (piece === null) return null;
    filled.push(piece);
  }
  return filled;
}

function fixed(text: string): TitlePart {
  return { source: 'template', value: segmentsOf(text), omitted: 0 };
}

function argument(part: { pointer: string; format: ValueFormat }, input: DisplayInput): TitlePart | null {
  const value = valueAt(input.action.args, part.pointer);
  if (value === undefined || value === null) return null;
  const secret = Object.entries(input.secrets).find(([pointer]) =>
    `${part.pointer}/`.startsWith(`${pointer}/`),
  );
  if (secret) return { source: 'argument', value: [{ t: 'secret', ...secret[1] }], omitted: 0 };
  const text = part.format === 'text' ? plainText(value) : meaningOf(part.pointer, part.format, value, input);
  return text === null ? null : { source: 'argument', ...shownText(text, TITLE_VALUE_MAX) };
}

/** Objects and arrays do not belong into a title: their members might hold a secret. */
function plainText(value: JsonValue): string | null {
  return typeof value === 'object' ? null : String(value);
}
