import { type JsonObject, type JsonValue, money, valueAt } from '@agentport/engine';
import type { CurrencySource, Fact, Lookup, Operation } from './definition.ts';
import { parseTextTemplate, placeholders } from './text-template.ts';

/** A lookup's own arguments, filled from the call's; null while one it needs is absent. */
export function fillArguments(wanted: Lookup['args'], args: JsonObject): JsonObject | null {
  const filled: { [argument: string]: JsonValue } = {};
  for (const [argument, value] of Object.entries(wanted)) {
    const one = typeof value === 'string' ? fill(value, args) : value;
    if (one === null) return null;
    filled[argument] = one;
  }
  return filled;
}

/** `{charge}` alone keeps the argument's own type; within a longer text it becomes text. */
function fill(text: string, args: JsonObject): JsonValue {
  const template = parseTextTemplate(text);
  if (template === null) return null;
  if (placeholders(template).some(({ argument }) => !Object.hasOwn(args, argument))) return null;
  const [only, ...more] = template.pieces;
  if (typeof only === 'object' && more.length === 0) return args[only.argument] ?? null;
  return template.pieces
    .map((piece) => (typeof piece === 'string' ? piece : String(args[piece.argument])))
    .join('');
}

/** A fact of a looked-up object as people read it; null when the object does not have it. */
export function formatFact(fact: Fact, object: JsonValue): string | null {
  const found = valueAt(object, fact.pointer);
  const value = fact.named === undefined ? found : valuesNamed(found, fact.named);
  if (value === undefined || value === null || typeof value === 'object') return null;
  if (fact.format === 'unix_seconds' && typeof value === 'number') return timeText(value);
  if (fact.format === 'money' && fact.currency !== undefined) {
    const currency = valueAt(object, fact.currency);
    return (
      money(value, currency) ??
      `${value} in the smallest unit of ${String(currency ?? 'an unknown currency')}`
    );
  }
  return String(value);
}

/** All of them: of two headers with one name, either may be the one that counts. */
function valuesNamed(list: JsonValue | undefined, name: string): string | null {
  const values = (Array.isArray(list) ? list : []).flatMap((one: JsonValue): string[] => {
    const is = valueAt(one, '/name');
    const value = valueAt(one, '/value');
    const same = typeof is === 'string' && is.toLowerCase() === name.toLowerCase();
    return same && typeof value === 'string' ? [value] : [];
  });
  return values.length === 0 ? null : values.join('; ');
}

function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime())
    ? String(seconds)
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * ISO 4217 code of a money argument, lower or upper case as its source has it; null when no source knows it.
 * @param objects what was looked up, by lookup name
 */
export function currencyOf(
  operation: Operation,
  argument: string,
  args: JsonObject,
  objects: { readonly [lookup: string]: JsonValue },
): string | null {
  const field = operation.approval.fields[argument];
  for (const source of field?.format === 'money' ? field.currency : []) {
    const code = currencyFrom(source, args, objects);
    if (typeof code === 'string' && /^[A-Za-z]{3}$/.test(code)) return code;
  }
  return null;
}

function currencyFrom(
  source: CurrencySource,
  args: JsonObject,
  objects: { readonly [lookup: string]: JsonValue },
): JsonValue | undefined {
  if ('literal' in source) return source.literal;
  if ('argument' in source) return args[source.argument];
  return Object.hasOwn(objects, source.lookup)
    ? valueAt(objects[source.lookup] ?? null, source.pointer)
    : undefined;
}
