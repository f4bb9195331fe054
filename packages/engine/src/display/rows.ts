import { sha256Hex } from '../action/digest.ts';
import { isBase64Shaped } from '../json/base64.ts';
import { jsonPointer } from '../json/pointer.ts';
import { utf8Encode } from '../json/utf8.ts';
import type { JsonValue } from '../json/value.ts';
import { type Segment, segmentsOf } from './escape.ts';
import { meaningOf } from './meaning.ts';
import { hasMixedScript } from './mixed-script.ts';
import type { DisplayInput, DisplayRow, RowFlag } from './model.ts';
import { shownText } from './shown-text.ts';

/** Texts longer than this are closed on the page and carry their digest. */
const LONG_CHARACTERS = 400;
/** Of a text longer than this only the ends are part of the model. */
const SHOWN_CHARACTERS = 20_000;
const ROWS_MAX = 500;

/** The arguments as rows: declared ones in their order, then the rest by name; members below their parent. */
export function rowsOf(input: DisplayInput): { rows: readonly DisplayRow[]; omitted: number } {
  const rows: DisplayRow[] = [];
  let total = 0;
  const declared = new Map(input.parameters.map((parameter, index) => [parameter.pointer, index]));
  const visit = (value: JsonValue, path: readonly (string | number)[]): void => {
    const pointer = jsonPointer(path);
    if (path.length > 0) {
      total += 1;
      if (rows.length < ROWS_MAX) rows.push(rowOf(value, pointer, path, input));
      if (Object.hasOwn(input.secrets, pointer)) return;
    }
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, [...path, index]);
      });
      return;
    }
    // Never the order in which the object was built: stored and read again, it must look the same.
    const rank = (key: string) => declared.get(jsonPointer([...path, key])) ?? declared.size;
    const keys = Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    for (const key of keys)
      visit((value as Readonly<Record<string, JsonValue>>)[key] ?? null, [...path, key]);
  };
  visit(input.action.args, []);
  return { rows, omitted: total - rows.length };
}

function rowOf(
  value: JsonValue,
  pointer: string,
  path: readonly (string | number)[],
  input: DisplayInput,
): DisplayRow {
  const parameter = input.parameters.find((candidate) => candidate.pointer === pointer);
  const name = String(path.at(-1) ?? '');
  const row = {
    pointer,
    name: segmentsOf(name),
    title: parameter?.title ?? null,
    depth: path.length - 1,
    type: typeOf(value),
    length: lengthOf(value),
    bytes: typeof value === 'string' ? utf8Encode(value).length : null,
    meaning: parameter ? meaningOf(pointer, parameter.format, value, input) : null,
  };
  const secret = Object.hasOwn(input.secrets, pointer) ? input.secrets[pointer] : undefined;
  if (secret) {
    const shown: Segment[] = [{ t: 'secret', length: secret.length, fingerprint: secret.fingerprint }];
    // Neither length in bytes nor digest nor meaning: each would help to guess the value.
    const closed = { length: null, bytes: null, meaning: null, sha256: null, collapsed: false, omitted: 0 };
    return { ...row, ...closed, value: shown, flags: ['secret', ...flagsOf(row.name, name)] };
  }
  const text =
    typeof value === 'string' ? value : typeof value === 'object' && value !== null ? '' : String(value);
  const long = (row.length ?? 0) > LONG_CHARACTERS && typeof value === 'string';
  const shown = shownText(text, SHOWN_CHARACTERS);
  const whole = shown.omitted > 0 ? segmentsOf(text) : shown.value;
  const flags = new Set([...flagsOf(row.name, name), ...flagsOf(whole, text)]);
  if (long) flags.add('long');
  if (isEncoded(text, parameter?.format === 'base64', long)) flags.add('uninspectable');
  const sha256 = long ? sha256Hex(text) : null;
  return { ...row, ...shown, sha256, collapsed: long, flags: [...flags] };
}

/** `data:` with a base64 body (RFC 2397). */
const DATA_URL = /^data:[^,]{0,200};base64,/i;

/**
 * Whether a text only stands for other content that nobody can read off it. A short one counts where the definition
 * says so; digests and ids use the same letters.
 */
function isEncoded(text: string, declared: boolean, long: boolean): boolean {
  if (text === '') return false;
  if (declared || DATA_URL.test(text)) return true;
  return long && isBase64Shaped(text);
}

function flagsOf(segments: readonly Segment[], text: string): RowFlag[] {
  const flags: RowFlag[] = [];
  if (segments.some((segment) => segment.t === 'escape' && !isLayout(segment.code)))
    flags.push('hidden_character');
  if (hasMixedScript(text)) flags.push('mixed_script');
  if (segments.some((segment) => segment.t === 'escape' && isLayout(segment.code) && segment.count > 3)) {
    flags.push('padding');
  }
  return flags;
}

/** Tabs, line breaks and spaces: escaped so that they cannot push text away, but nothing is hidden by one. */
function isLayout(code: string): boolean {
  return code === 'U+0009' || code === 'U+000A' || code === 'U+000D' || code === 'U+0020';
}

function typeOf(value: JsonValue): DisplayRow['type'] {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  return typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'boolean';
}

function lengthOf(value: JsonValue): number | null {
  if (typeof value === 'string') return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  return value !== null && typeof value === 'object' ? Object.keys(value).length : null;
}
