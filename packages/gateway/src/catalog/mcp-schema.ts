import { canonical, type JsonObject, type JsonValue, utf8Encode } from '@agentport/engine';

const DEPTH_MAX = 32;
const BYTES_MAX = 64 * 1024;
/** Schemas in the copy that is compiled; what is beyond is not checked here, the server checks it itself. */
const COPIED_MAX = 5_000;

/**
 * Why an upstream tool's input schema is refused, or null when it may be passed on: too large, too deep, a
 * reference out of the document (nothing is ever fetched), or not an object schema (T71).
 */
export function schemaFlaw(schema: JsonValue): string | null {
  if (!isObject(schema)) return 'has an input schema that is not an object';
  if (schema.type !== 'object') return "has an input schema whose type is not 'object'";
  if (tooDeep(schema, 0)) return `has an input schema deeper than ${DEPTH_MAX} levels`;
  if (utf8Encode(canonical(schema)).length > BYTES_MAX)
    return `has an input schema larger than ${BYTES_MAX} bytes`;
  if (hasRemoteReference(schema)) return 'has an input schema that refers outside of itself';
  return null;
}

/**
 * A copy to check arguments with, made of known keywords only. References are put in place, up to a bound, so
 * that neither cycles nor schemas that double each other can keep the validator busy; patterns are left out
 * because they would run on a backtracking engine (T72).
 */
export function validationCopy(schema: JsonObject): JsonObject {
  return new Copier(schema).copy(schema, 0);
}

const KEPT: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'required',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
]);
const ONE: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'propertyNames', 'not']);
const MANY: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);

class Copier {
  readonly #root: JsonObject;
  #copied = 0;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  copy(schema: JsonObject, depth: number): JsonObject {
    this.#copied += 1;
    if (depth > DEPTH_MAX || this.#copied > COPIED_MAX) return {};
    const copy: { [key: string]: JsonValue } = {};
    for (const [key, value] of Object.entries(schema)) {
      if (KEPT.has(key)) copy[key] = value;
      else if (ONE.has(key)) copy[key] = this.#one(value, depth);
      else if (MANY.has(key) && Array.isArray(value)) copy[key] = value.map((item) => this.#one(item, depth));
      else if (key === 'properties' && isObject(value)) copy[key] = this.#properties(value, depth);
    }
    // Keys a pattern would have allowed must not be refused now that the pattern is gone.
    if (schema.patternProperties !== undefined) delete copy.additionalProperties;
    if (typeof schema.$ref !== 'string') return copy;
    const target = this.#target(schema.$ref);
    const parts = [
      target === null ? {} : this.copy(target, depth + 1),
      ...(Object.keys(copy).length > 0 ? [copy] : []),
    ];
    return { allOf: parts };
  }

  #one(value: JsonValue, depth: number): JsonValue {
    if (isObject(value)) return this.copy(value, depth + 1);
    return typeof value === 'boolean' ? value : {};
  }

  #properties(properties: JsonObject, depth: number): JsonObject {
    return Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, this.#one(value, depth)]),
    );
  }

  #target(reference: string): JsonObject | null {
    let at: JsonValue | undefined = this.#root;
    for (const step of reference.slice(1).split('/').slice(1)) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    }
    return isObject(at) ? at : null;
  }
}

function tooDeep(value: JsonValue, depth: number): boolean {
  if (!isObject(value) && !Array.isArray(value)) return false;
  return depth >= DEPTH_MAX || Object.values(value).some((member: JsonValue) => tooDeep(member, depth + 1));
}

function hasRemoteReference(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, member]) =>
      (REFERENCE.has(key) && typeof member === 'string' && !member.startsWith('#')) ||
      hasRemoteReference(member),
  );
}

const REFERENCE: ReadonlySet<string> = new Set(['$ref', '$dynamicRef', '$recursiveRef']);

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
