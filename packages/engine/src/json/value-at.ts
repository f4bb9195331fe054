import type { JsonValue } from './value.ts';

/** The value a JSON Pointer (RFC 6901) leads to, or undefined. Only own members count. */
export function valueAt(value: JsonValue, pointer: string): JsonValue | undefined {
  if (pointer === '') return value;
  let at: JsonValue | undefined = value;
  for (const step of pointer.slice(1).split('/')) {
    if (at === null || typeof at !== 'object') return undefined;
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!Object.hasOwn(at, key) || (Array.isArray(at) && key === 'length')) return undefined;
    at = (at as Readonly<Record<string, JsonValue>>)[key];
  }
  return at;
}
