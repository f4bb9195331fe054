import { sha256Hex } from '../action/digest.ts';
import { base64Bytes } from '../json/base64.ts';
import type { JsonValue } from '../json/value.ts';
import { valueAt } from '../json/value-at.ts';
import type { DisplayInput, ValueFormat } from './model.ts';
import { money } from './money.ts';
import { utcTime } from './timestamp.ts';

/** What a value means in words people use, or null where that is not certain. */
export function meaningOf(
  pointer: string,
  format: ValueFormat,
  value: JsonValue,
  input: DisplayInput,
): string | null {
  if (format === 'money') return money(value, currencyOf(pointer, input));
  if (format === 'unix_seconds') return utcTime(value);
  if (format === 'list') return listText(value);
  if (format === 'base64') return typeof value === 'string' ? contentText(value) : null;
  return null;
}

/** Null where there is none, or where a member is no plain text: half a list would hide the other half. */
function listText(value: JsonValue): string | null {
  const members = Array.isArray(value) ? value : [];
  const texts = members.filter((member): member is string => typeof member === 'string');
  return texts.length === members.length && texts.length > 0 ? texts.join('; ') : null;
}

/** What a base64 text (RFC 4648 §4) stands for, by size and digest; null when it is not exactly one. */
function contentText(text: string): string | null {
  const bytes = base64Bytes(text);
  return bytes === null ? null : `${bytes.length} bytes, SHA-256 ${sha256Hex(bytes)}`;
}

function currencyOf(pointer: string, input: DisplayInput): JsonValue | undefined {
  const source = input.parameters.find((parameter) => parameter.pointer === pointer)?.currency;
  if (!source) return undefined;
  if ('literal' in source) return source.literal;
  if ('argument' in source) return valueAt(input.action.args, source.argument);
  return input.lookups.find((lookup) => lookup.id === source.lookup)?.value;
}
