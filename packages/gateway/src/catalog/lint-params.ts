import { didYouMean } from './did-you-mean.ts';
import type { LintProblem } from './lint-problem.ts';
import type { ManifestOperation } from './manifest.ts';
import type { ParamsSchema } from './params-schema.ts';

/** Keywords that say something about one type only; on another they would silently do nothing. */
const BELONGS_TO: { readonly [keyword: string]: string } = {
  properties: 'object',
  required: 'object',
  propertyNames: 'object',
  additionalProperties: 'object',
  minProperties: 'object',
  maxProperties: 'object',
  items: 'array',
  minItems: 'array',
  maxItems: 'array',
  minLength: 'string',
  maxLength: 'string',
  pattern: 'string',
};

/** Parameters are closed (an unknown argument is an error) and every part of them is typed. */
export function lintParams(operation: ManifestOperation): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const report = (path: readonly (string | number)[], message: string) =>
    problems.push({ path, severity: 'error', message });

  const { params } = operation;
  if (params.type !== 'object' || params.properties === undefined) {
    report(['params'], 'must be type: object with properties');
    return problems;
  }
  if (params.additionalProperties !== false) {
    report(['params'], 'must say additionalProperties: false, so that an unknown argument is refused');
  }
  for (const name of Object.keys(params.properties)) {
    if (!/^[a-z][a-z0-9_]{0,60}$/.test(name)) {
      report(
        ['params', 'properties', name],
        'must be lower-case letters, digits and _, as other arguments are',
      );
    }
  }
  walk(params, ['params'], report);
  for (const [index, group] of operation.one_of.entries()) {
    for (const [place, name] of group.entries()) {
      if (!Object.hasOwn(params.properties, name)) {
        report(['one_of', index, place], unknownParameter(name, params));
      }
    }
  }
  return problems;
}

function walk(
  schema: ParamsSchema,
  path: readonly (string | number)[],
  report: (path: readonly (string | number)[], message: string) => void,
): void {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) report(path, "needs a type, e.g. 'string'");
  for (const keyword of Object.keys(schema)) {
    const owner = BELONGS_TO[keyword];
    if (owner !== undefined && types.length > 0 && !types.some((type) => type === owner)) {
      report(
        [...path, keyword],
        `'${keyword}' says nothing about a ${types.join(' or ')}; remove it or change the type`,
      );
    }
  }
  if (types.includes('array') && schema.items === undefined)
    report(path, 'is an array without items; describe one item');
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(schema.properties ?? {}, name))
      report([...path, 'required'], unknownParameter(name, schema));
  }
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    walk(member, [...path, 'properties', name], report);
  }
  if (schema.items !== undefined) walk(schema.items, [...path, 'items'], report);
  if (typeof schema.additionalProperties === 'object') {
    walk(schema.additionalProperties, [...path, 'additionalProperties'], report);
  } else if (types.includes('object') && schema.additionalProperties !== false) {
    report(path, 'is an object without bounds; say additionalProperties: false or describe a value');
  }
}

export function unknownParameter(name: string, schema: ParamsSchema): string {
  const meant = didYouMean(name, Object.keys(schema.properties ?? {}));
  return `'${name}' is not a parameter${meant === null ? '' : `; did you mean '${meant}'?`}`;
}
