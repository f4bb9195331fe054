import { type JsonObject, type JsonValue, jsonPointer, type Pair } from '@agentport/engine';
import { percentEncode } from './bind-path.ts';
import type { ArgumentProblem } from './definition.ts';

export interface FormPairs {
  readonly pairs: readonly Pair[];
  readonly problems: readonly ArgumentProblem[];
}

/**
 * Flattens arguments into names and values: `metadata[ticket]`, `expand[0]`. A key that holds brackets or is
 * empty is refused, because a server would read it as another, nested key (T55); so is what a form cannot say
 * (null, an empty list or object), because it would be shown and then not sent.
 */
export function formPairs(
  fields: readonly (readonly [name: string, value: JsonValue])[],
  lists: 'brackets' | 'repeat' = 'brackets',
): FormPairs {
  const pairs: Pair[] = [];
  const problems: ArgumentProblem[] = [];
  for (const [name, value] of fields) {
    if (lists === 'repeat' && Array.isArray(value) && value.length > 0) {
      value.forEach((item: JsonValue, index) => {
        flatten(name, item, [name, index], pairs, problems);
      });
    } else flatten(name, value, [name], pairs, problems);
  }
  return { pairs, problems };
}

function flatten(
  name: string,
  value: JsonValue,
  path: readonly (string | number)[],
  pairs: Pair[],
  problems: ArgumentProblem[],
): void {
  const refuse = (message: string) =>
    problems.push({ path: jsonPointer(path), message: `${path.join('.')} ${message}.`, expected: null });
  if (value === null) {
    refuse('may not be null; leave it out');
    return;
  }
  if (typeof value !== 'object') {
    const text = String(value);
    if (text.isWellFormed()) pairs.push([name, text]);
    else refuse('holds half a character');
    return;
  }
  const members = Array.isArray(value)
    ? value.map((item: JsonValue, index): [number, JsonValue] => [index, item])
    : Object.entries(value as JsonObject);
  if (members.length === 0) refuse('may not be empty; leave it out');
  for (const [key, member] of members) {
    const step = [...path, key];
    if (typeof key === 'string' && !plainKey(key)) {
      problems.push({
        path: jsonPointer(step),
        message: `A key of ${path.join('.')} is empty or holds brackets or control characters; rename it.`,
        expected: null,
      });
      continue;
    }
    flatten(`${name}[${key}]`, member, step, pairs, problems);
  }
}

function plainKey(key: string): boolean {
  return key !== '' && key.isWellFormed() && !/[[\]\u0000-\u001f\u007f]/.test(key);
}

/** `application/x-www-form-urlencoded` with every reserved character encoded but the brackets of our own names. */
export function formEncode(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${encodeName(name)}=${percentEncode(value)}`).join('&');
}

/** Keys never hold brackets (see formPairs), so each bracket here is one we wrote. */
function encodeName(name: string): string {
  return percentEncode(name).replaceAll('%5B', '[').replaceAll('%5D', ']');
}
