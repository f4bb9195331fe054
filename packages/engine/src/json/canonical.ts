/**
 * Canonical JSON, RFC 8785: keys sorted by UTF-16 code units, numbers as ECMAScript writes them, no spaces.
 * Equal values give equal text, whatever order they were built in.
 * @throws {TypeError} for anything that is not plain JSON data: a digest over a guess would bind nothing
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return canonicalString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (Array.isArray(value)) return canonicalArray(value);
  if (typeof value === 'object') return canonicalObject(value);
  throw new TypeError(`A ${typeof value} has no canonical JSON form.`);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('A number that is not finite has no canonical JSON form.');
  return String(value); // ECMAScript's own form is the one RFC 8785 §3.2.2.3 names; -0 becomes 0
}

/** Neither a quote nor a backslash nor anything a surrogate or an escape could be in: stands as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function canonicalString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('A lone surrogate has no canonical JSON form.');
  return JSON.stringify(value);
}

/** By index, so that a hole is met as what it reads as, and refused. */
function canonicalArray(value: readonly unknown[]): string {
  let items = '';
  for (let index = 0; index < value.length; index += 1) {
    items += index === 0 ? canonical(value[index]) : `,${canonical(value[index])}`;
  }
  return `[${items}]`;
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError('Only plain objects have a canonical JSON form.');
  }
  let members = '';
  for (const key of sortedKeys(value)) {
    const member = canonical((value as Readonly<Record<string, unknown>>)[key]);
    members += members === '' ? `${canonicalString(key)}:${member}` : `,${canonicalString(key)}:${member}`;
  }
  return `{${members}}`;
}

/** By UTF-16 code units, RFC 8785 §3.2.3: that is how `<` and a sort without an order of its own compare. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let index = 1; index < keys.length; index += 1) {
    // biome-ignore lint/suspicious/useArraySortCompare: see above
    if ((keys[index] as string) < (keys[index - 1] as string)) return keys.sort();
  }
  return keys;
}
