import { jsonPointer } from './pointer.ts';
import type { JsonValue } from './value.ts';

/** A text inside a value. A key is reported at the object that has it: the key itself may be the secret. */
export interface FoundString {
  /** JSON Pointer of the value, or of the object for a key */
  readonly pointer: string;
  readonly text: string;
}

/** Every string of a value, keys included, in order. */
export function* stringsOf(value: JsonValue, at: readonly (string | number)[] = []): Generator<FoundString> {
  if (typeof value === 'string') {
    yield { pointer: jsonPointer(at), text: value };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* stringsOf(item, [...at, index]);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      yield { pointer: jsonPointer(at), text: key };
      yield* stringsOf(member, [...at, key]);
    }
  }
}
