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
  return null;
}

function currencyOf(pointer: string, input: DisplayInput): JsonValue | undefined {
  const source = input.parameters.find((parameter) => parameter.pointer === pointer)?.currency;
  if (!source) return undefined;
  if ('literal' in source) return source.literal;
  if ('argument' in source) return valueAt(input.action.args, source.argument);
  return input.lookups.find((lookup) => lookup.id === source.lookup)?.value;
}
