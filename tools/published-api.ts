import type { JsonObject, JsonValue } from '@agentport/engine';
import type {
  Definition,
  HttpBinding,
  MimeBinding,
  Operation,
} from '../packages/gateway/src/catalog/index.ts';

/** What a service's published API accepts in one place, as far as the check needs it. */
export interface PublishedType {
  /** JSON types; empty means anything */
  readonly types: ReadonlySet<string>;
  /** closed list of texts, when there is one */
  readonly values: ReadonlySet<string> | null;
  readonly properties: ReadonlyMap<string, PublishedType> | null;
  readonly required: ReadonlySet<string>;
  readonly items: PublishedType | null;
}

/** Where a request of ours goes. */
export type Place = Pick<HttpBinding | MimeBinding, 'method' | 'path'>;

export interface PublishedOperation {
  /** how the source calls it */
  readonly name: string;
  readonly query: PublishedType;
  readonly body: PublishedType;
}

export interface CheckReport {
  readonly operations: number;
  readonly parameters: number;
  readonly differences: readonly string[];
}

/** Compares every operation of an integration that is a request with what the service publishes. */
export function checkDefinition(
  definition: Definition,
  find: (place: Place) => PublishedOperation | null,
): CheckReport {
  const differences: string[] = [];
  let parameters = 0;
  for (const operation of Object.values(definition.operations)) {
    const { binding } = operation;
    if (binding.kind !== 'http' && binding.kind !== 'mime') continue;
    const published = find(binding);
    if (published === null) {
      differences.push(`${operation.name}: ${binding.method} ${binding.path} is not published`);
      continue;
    }
    const compared =
      binding.kind === 'mime'
        ? compareMail(binding, published)
        : compareOperation(operation, binding, published);
    parameters += compared.parameters;
    differences.push(...compared.differences.map((difference) => `${operation.name}: ${difference}`));
  }
  return { operations: Object.keys(definition.operations).length, parameters, differences };
}

/** Where a built mail goes, and what goes beside it. */
function compareMail({ raw, beside }: MimeBinding, { name, body }: PublishedOperation) {
  const places = [raw, ...Object.values(beside)];
  const differences = places
    .filter((place) => {
      const found = place
        .split('.')
        .reduce<PublishedType | undefined>((type, step) => type?.properties?.get(step), body);
      return !found?.types.has('string');
    })
    .map((place) => `body member '${place}' is not published (${name})`);
  return { parameters: places.length, differences };
}

function compareOperation(operation: Operation, binding: HttpBinding, published: PublishedOperation) {
  const differences: string[] = [];
  const properties = member(operation.params, 'properties');
  const inPath = new Set([...binding.path.matchAll(/\{([a-z0-9_]+)/g)].map((match) => match[1] ?? ''));
  const filled = new Set(
    Object.values(binding.fields).flatMap((value) =>
      [...String(value).matchAll(/\{([a-z0-9_]+)\}/g)].map((match) => match[1] ?? ''),
    ),
  );
  const checks = new Set(operation.checks.map((check) => check.argument));
  let parameters = 0;
  for (const [name, schema] of Object.entries(properties)) {
    if (inPath.has(name) || filled.has(name) || checks.has(name)) continue;
    parameters += 1;
    const where = binding.query.includes(name) ? 'query' : 'body';
    const known = binding.names?.[name] ?? name;
    const type = published[where].properties?.get(known);
    if (type === undefined)
      differences.push(`${where} parameter '${known}' is not published (${published.name})`);
    else differences.push(...compareType(name, schema as JsonObject, type));
  }
  const required = new Set([
    ...strings(operation.params.required).map((name) => binding.names?.[name] ?? name),
    ...Object.keys(binding.fields),
  ]);
  for (const name of Object.keys(binding.fields)) {
    if (!published.body.properties?.has(name))
      differences.push(`body field '${name}' is not published (${published.name})`);
  }
  for (const where of ['query', 'body'] as const) {
    for (const name of published[where].required) {
      if (!required.has(name)) differences.push(`'${name}' is required by the service, not by us`);
    }
  }
  return { parameters, differences };
}

/** Ours must accept no more than the service publishes: types, texts and members. */
function compareType(path: string, ours: JsonObject, published: PublishedType): readonly string[] {
  const differences: string[] = [];
  const types = strings(Array.isArray(ours.type) ? ours.type : [ours.type ?? null]);
  for (const type of types) {
    const known = published.types.has(type) || (type === 'integer' && published.types.has('number'));
    if (published.types.size > 0 && !known) {
      differences.push(`'${path}' may be ${type}, published is ${[...published.types].join(' or ')}`);
    }
  }
  for (const value of strings(ours.enum)) {
    if (published.values !== null && !published.values.has(value)) {
      differences.push(`'${path}' may be '${value}', which is not published`);
    }
  }
  if (published.items !== null && ours.items !== undefined) {
    differences.push(...compareType(`${path}[]`, ours.items as JsonObject, published.items));
  }
  if (published.properties !== null) {
    const members = member(ours, 'properties');
    for (const [name, schema] of Object.entries(members)) {
      const type = published.properties.get(name);
      if (type === undefined) differences.push(`'${path}.${name}' is not published`);
      else differences.push(...compareType(`${path}.${name}`, schema as JsonObject, type));
    }
    for (const name of published.required) {
      if (Object.keys(members).length > 0 && !strings(ours.required).includes(name)) {
        differences.push(`'${path}.${name}' is required by the service, not by us`);
      }
    }
  }
  return differences;
}

/** Prints a report and sets the exit code: 1 when anything differs. */
export function printReport(title: string, report: CheckReport): void {
  for (const difference of report.differences) console.log(difference);
  console.log(
    `${title}: ${report.operations} operations, ${report.parameters} query and body parameters compared, ${report.differences.length} differences`,
  );
  process.exitCode = report.differences.length === 0 ? 0 : 1;
}

function member(value: JsonObject, key: string): JsonObject {
  return (value[key] ?? {}) as JsonObject;
}

function strings(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one: JsonValue): one is string => typeof one === 'string') : [];
}
