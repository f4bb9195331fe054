import { type JsonObject, type JsonValue, jsonPointer } from '@agentport/engine';
import type { ErrorObject } from 'ajv';
import type { ArgumentProblem } from './definition.ts';
import { didYouMean } from './did-you-mean.ts';

/** The validator's errors in plain words. Values are never repeated: one of them may be a secret in the wrong place. */
export function describeErrors(
  errors: readonly ErrorObject[],
  params: JsonObject,
  args: JsonObject,
): readonly ArgumentProblem[] {
  return errors.map((error) => describe(error, params, args));
}

function describe(error: ErrorObject, params: JsonObject, args: JsonObject): ArgumentProblem {
  const steps = pointerSteps(error.instancePath);
  const name = steps.length === 0 ? 'The arguments' : steps.join('.');
  const given = error.params as { readonly [key: string]: JsonValue };
  const at = (message: string, expected: JsonValue, path = error.instancePath): ArgumentProblem => ({
    path,
    message,
    expected,
  });
  switch (error.keyword) {
    case 'type':
      return at(
        `${name} must be ${wordOf(given.type)} (got ${kindOf(valueAt(args, steps))}).`,
        given.type ?? null,
      );
    case 'required': {
      const missing = [...steps, String(given.missingProperty)];
      return at(`${missing.join('.')} is required.`, expectedType(params, missing), jsonPointer(missing));
    }
    case 'additionalProperties':
      return unknownArgument(steps, String(given.additionalProperty), params);
    case 'enum':
      return at(`${name} must be one of ${listed(given.allowedValues)}.`, given.allowedValues ?? null);
    case 'const':
      return at(`${name} must be ${JSON.stringify(given.allowedValue)}.`, given.allowedValue ?? null);
    case 'pattern':
      return at(`${name} must match ${String(given.pattern)}.`, given.pattern ?? null);
    case 'propertyNames':
      return at(`${name} has a key that is not accepted.`, null);
    default:
      return at(
        `${name} ${limitWords(error.keyword, given.limit) ?? 'does not fit its description'}.`,
        given.limit ?? null,
      );
  }
}

function unknownArgument(steps: readonly string[], unknown: string, params: JsonObject): ArgumentProblem {
  const siblings = Object.keys(objectMember(schemaAt(params, steps), 'properties') ?? {});
  const meant = didYouMean(unknown, siblings);
  const shown = [...steps, unknown.slice(0, 60)].join('.');
  const hint = meant === null ? '' : ` (did you mean \`${meant}\`?)`;
  return {
    path: jsonPointer([...steps, unknown]),
    message: `Unknown argument \`${shown}\`${hint}.`,
    expected: siblings,
  };
}

function limitWords(keyword: string, limit: JsonValue | undefined): string | null {
  const words: { readonly [keyword: string]: string } = {
    minLength: `must have at least ${limit} characters`,
    maxLength: `must have at most ${limit} characters`,
    minimum: `must be ${limit} or more`,
    maximum: `must be ${limit} or less`,
    exclusiveMinimum: `must be more than ${limit}`,
    exclusiveMaximum: `must be less than ${limit}`,
    minItems: `must have at least ${limit} items`,
    maxItems: `must have at most ${limit} items`,
    minProperties: `must have at least ${limit} keys`,
    maxProperties: `must have at most ${limit} keys`,
  };
  return Object.hasOwn(words, keyword) ? (words[keyword] ?? null) : null;
}

function wordOf(type: JsonValue | undefined): string {
  const types = (Array.isArray(type) ? type : [type]).map((one) => {
    if (one === 'null') return 'null';
    return /^[aeiou]/.test(String(one)) ? `an ${one}` : `a ${one}`;
  });
  return types.join(' or ');
}

function kindOf(value: JsonValue | undefined): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function listed(values: JsonValue | undefined): string {
  const all = Array.isArray(values)
    ? values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    : [];
  return all.length <= 20 ? all.join(', ') : `${all.slice(0, 20).join(', ')} and ${all.length - 20} more`;
}

function pointerSteps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: JsonValue, steps: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const step of steps) at = member(at, step);
  return at;
}

/** The schema of a place in the arguments, as far as plain `properties` and `items` lead. */
function schemaAt(params: JsonObject, steps: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = params;
  for (const step of steps) at = member(objectMember(at, 'properties'), step) ?? objectMember(at, 'items');
  return at;
}

function expectedType(params: JsonObject, steps: readonly string[]): JsonValue {
  return member(schemaAt(params, steps), 'type') ?? null;
}

function objectMember(value: JsonValue | undefined, key: string): JsonObject | undefined {
  const found = member(value, key);
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? (found as JsonObject)
    : undefined;
}

function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return (value as readonly JsonValue[])[Number(key)];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as JsonObject)[key];
}
