import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Definition } from '../packages/gateway/src/catalog/index.ts';
import { type Field, readDocument, type Value } from './graphql-fields.ts';
import type { CheckReport } from './published-api.ts';

/**
 * Compares documents with the types of Linear's own SDK (@linear/sdk, MIT), which are generated from its GraphQL schema:
 * fields, arguments, members of inputs, and the types of variables.
 */

type Members = ReadonlyMap<string, { readonly type: string; readonly optional: boolean }>;
export type LinearTypes = ReadonlyMap<string, Members>;

/** Object types by name; aliases of anything else have no members we could ask for. */
export function readLinearTypes(folder: string): LinearTypes {
  const file = readdirSync(join(folder, 'dist')).find((name) => /^index-.+\.d\.mts$/.test(name));
  if (file === undefined) throw new Error('The package has another layout than before.');
  const found = new Map<string, Map<string, { type: string; optional: boolean }>>();
  let members: Map<string, { type: string; optional: boolean }> | null = null;
  for (const line of readFileSync(join(folder, 'dist', file), 'utf8').split('\n')) {
    const begun = /^type (\w+) = (?:[\w& ]+ & )?\{$/.exec(line);
    const member = /^ {2}(\w+)(\?)?: (.+);$/.exec(line);
    if (begun) {
      members = new Map();
      found.set(begun[1] ?? '', members);
    } else if (line === '};') members = null;
    else if (member) members?.set(member[1] ?? '', { type: member[3] ?? '', optional: member[2] === '?' });
  }
  return found;
}

interface Shape {
  readonly base: string;
  readonly list: boolean;
  readonly nullable: boolean;
}

function shapeOf(text: string): Shape {
  const maybe = /^(?:Input)?Maybe<(.*)>$/.exec(text);
  const inner = maybe?.[1] ?? text;
  const array = /^Array<(.*)>$/.exec(inner);
  const one = array?.[1] ?? inner;
  const base = /^Scalars\["(\w+)"\]$/.exec(one)?.[1] ?? one;
  return { base, list: array !== null, nullable: maybe !== null };
}

/** `[String!]!` as a document declares it. */
function declaredShape(text: string): Shape {
  return {
    base: text.replaceAll(/[[\]!]/g, ''),
    list: text.startsWith('['),
    nullable: !text.endsWith('!'),
  };
}

export function checkLinear(definition: Definition, types: LinearTypes): CheckReport {
  const differences: string[] = [];
  let parameters = 0;
  let operations = 0;
  for (const { name, binding } of Object.values(definition.operations)) {
    if (binding.kind !== 'graphql') continue;
    operations += 1;
    const { root, variables, fields } = readDocument(binding.document);
    parameters += variables.size;
    const found = fields.flatMap((field) => checkField(types, variables, root, field));
    differences.push(...found.map((difference) => `${name}: ${difference}`));
  }
  return { operations, parameters, differences };
}

type Variables = ReadonlyMap<string, string>;

function checkField(types: LinearTypes, variables: Variables, parent: string, field: Field): string[] {
  const member = types.get(parent)?.get(field.name);
  if (member === undefined) return [`${parent} has no field '${field.name}'`];
  const args = types.get(`${parent}${field.name[0]?.toUpperCase()}${field.name.slice(1)}Args`);
  const { base } = shapeOf(member.type);
  return [
    ...checkMembers(variables, types, `${parent}.${field.name}`, field.args, args ?? new Map()),
    ...field.fields.flatMap((below) => checkField(types, variables, base, below)),
    ...(field.fields.length === 0 && types.has(base) ? [`${parent}.${field.name} is an object`] : []),
  ];
}

/** Arguments of a field, or members of an input. */
function checkMembers(
  variables: Variables,
  types: LinearTypes,
  where: string,
  given: ReadonlyMap<string, Value>,
  published: Members,
): string[] {
  const missing = [...published]
    .filter(([name, { optional }]) => !optional && !given.has(name))
    .map(([name]) => `'${name}' of ${where} is required by the service, not by us`);
  const wrong = [...given].flatMap(([name, value]) => {
    const member = published.get(name);
    if (member === undefined) return [`${where} takes no '${name}'`];
    const shape = shapeOf(member.type);
    if (value.kind === 'object')
      return checkMembers(variables, types, shape.base, value.members, types.get(shape.base) ?? new Map());
    if (value.kind === 'literal') return [];
    const declared = declaredShape(variables.get(value.name) ?? '');
    const fits = declared.base === shape.base && declared.list === shape.list;
    if (fits && (shape.nullable || !declared.nullable)) return [];
    return [`'${name}' of ${where} is ${member.type}, the variable is ${variables.get(value.name)}`];
  });
  return [...missing, ...wrong];
}
