/**
 * Compares integrations/stripe with the parameters of Stripe's own Node library.
 *
 *   node tools/check-stripe-types.ts <path to the unpacked npm package stripe>
 *
 * The package (MIT) is generated from Stripe's OpenAPI description; the one in node_modules is compared by
 * `sdk-parameters.test.ts`. Paths and methods are read from its resources, parameters from its types.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseManifest, problemLine } from '../packages/gateway/src/catalog/index.ts';
import {
  checkDefinition,
  type Place,
  type PublishedOperation,
  type PublishedType,
  printReport,
} from './published-api.ts';

const MANIFEST = new URL('../integrations/stripe/integration.yaml', import.meta.url);
const ANYTHING: PublishedType = {
  types: new Set(),
  values: null,
  properties: null,
  required: new Set(),
  items: null,
};
const DEPTH_MAX = 8;

/** The declarations of one `.d.ts`, by full name (`RefundCreateParams.Reason`). */
interface Declarations {
  readonly interfaces: Map<
    string,
    { readonly extended: string | null; readonly members: Map<string, Member> }
  >;
  readonly aliases: Map<string, string>;
}
interface Member {
  readonly optional: boolean;
  readonly type: string;
}

/** Reads what the generator writes: one declaration or member a line, namespaces nested, comments between. */
function readDeclarations(source: string): Declarations {
  const found: Declarations = { interfaces: new Map(), aliases: new Map() };
  const scopes: { kind: 'namespace' | 'interface' | 'other'; name: string }[] = [];
  const full = (name: string) =>
    [...scopes.filter((one) => one.kind === 'namespace').map((one) => one.name), name].join('.');
  for (const line of source.replaceAll(/\/\*[\s\S]*?\*\//g, '').split('\n')) {
    const text = line.trim();
    const namespace = /^(?:export )?(?:declare )?namespace (\w+) \{/.exec(text);
    const declared = /^(?:export )?interface (\w+)(?: extends (\w+))? \{(\})?/.exec(text);
    const alias = /^(?:export )?type (\w+) = (.*);$/.exec(text);
    const member = /^'?([\w-]+)'?(\?)?: (.*);$/.exec(text);
    const scope = scopes.at(-1);
    if (namespace) scopes.push({ kind: 'namespace', name: namespace[1] ?? '' });
    else if (declared) {
      const name = full(declared[1] ?? '');
      found.interfaces.set(name, { extended: declared[2] ?? null, members: new Map() });
      if (declared[3] === undefined) scopes.push({ kind: 'interface', name });
    } else if (alias) found.aliases.set(full(alias[1] ?? ''), alias[2] ?? '');
    else if (member && scope?.kind === 'interface') {
      found.interfaces
        .get(scope.name)
        ?.members.set(member[1] ?? '', { optional: member[2] === '?', type: member[3] ?? '' });
    } else if (text.endsWith('{')) scopes.push({ kind: 'other', name: '' });
    if (text === '}' || text === '};') scopes.pop();
  }
  return found;
}

class Types {
  readonly #sources: readonly Declarations[];

  constructor(...sources: readonly Declarations[]) {
    this.#sources = sources;
  }

  /** The object type of an interface, inherited members included. */
  object(name: string, depth = 0): PublishedType | null {
    const declared = this.#sources
      .map((source) => source.interfaces.get(name))
      .find((one) => one !== undefined);
    if (declared === undefined) return null;
    if (depth > DEPTH_MAX) return ANYTHING;
    const properties = new Map(
      declared.extended === null ? [] : (this.object(declared.extended, depth + 1)?.properties ?? []),
    );
    const required = new Set<string>();
    for (const [key, member] of declared.members) {
      properties.set(key, this.type(member.type, name, depth + 1));
      if (!member.optional) required.add(key);
    }
    return {
      ...ANYTHING,
      types: new Set(['object']),
      properties: properties.size > 0 ? properties : null,
      required,
    };
  }

  /** A type expression as it stands in a member; `near` is where relative names begin. */
  type(text: string, near: string, depth: number): PublishedType {
    if (depth > DEPTH_MAX) return ANYTHING;
    const parts = unionParts(text).filter((part) => part !== 'OtherString');
    if (parts.length > 1) return this.#union(parts, near, depth, text.includes('OtherString'));
    const [part = ''] = parts;
    const array = /^Array<(.*)>$/.exec(part);
    if (array)
      return { ...ANYTHING, types: new Set(['array']), items: this.type(array[1] ?? '', near, depth + 1) };
    const emptyable = /^Emptyable<(.*)>$/.exec(part);
    if (emptyable) return this.type(emptyable[1] ?? '', near, depth + 1);
    if (/^'.*'$/.test(part))
      return { ...ANYTHING, types: new Set(['string']), values: new Set([part.slice(1, -1)]) };
    if (part === 'Decimal' || part === 'string') return { ...ANYTHING, types: new Set(['string']) };
    if (['number', 'boolean', 'null'].includes(part)) return { ...ANYTHING, types: new Set([part]) };
    for (const name of namesFrom(near, part)) {
      const alias = this.#sources.map((source) => source.aliases.get(name)).find((one) => one !== undefined);
      if (alias !== undefined) return this.type(alias, near, depth + 1);
      const object = this.object(name, depth + 1);
      if (object !== null) return object;
    }
    throw new Error(`The type '${part}' near ${near} was not found.`);
  }

  #union(parts: readonly string[], near: string, depth: number, listed: boolean): PublishedType {
    const types = parts.map((part) => this.type(part, near, depth + 1));
    const literals = types.every((type) => type.values !== null);
    return {
      types: new Set(types.flatMap((type) => [...type.types])),
      // `OtherString` leaves the list open for values to come; today's list is the one we hold ourselves to.
      values: literals || listed ? new Set(types.flatMap((type) => [...(type.values ?? [])])) : null,
      properties: types.find((type) => type.properties !== null)?.properties ?? null,
      required: types.find((type) => type.properties !== null)?.required ?? new Set(),
      items: types.find((type) => type.items !== null)?.items ?? null,
    };
  }
}

/** The alternatives of a union, those inside of `Array<…>` left together. */
function unionParts(text: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of text.split(' | ')) {
    const last = parts.at(-1);
    if (last !== undefined && count(last, '<') > count(last, '>'))
      parts[parts.length - 1] = `${last} | ${piece}`;
    else parts.push(piece);
  }
  return parts;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Where a relative name may be declared: in the scope it is used in, then outwards. */
function namesFrom(near: string, part: string): readonly string[] {
  const scopes = near.split('.');
  return [...scopes.map((_, index) => `${scopes.slice(0, scopes.length - index).join('.')}.${part}`), part];
}

/** Every `METHOD /path/{}` of the package with the name of its parameter type. */
async function readPackage(folder: string): Promise<ReadonlyMap<string, () => PublishedOperation>> {
  const resources = join(folder, 'esm', 'resources');
  const shared = readDeclarations(await readFile(join(folder, 'esm', 'shared.d.ts'), 'utf8'));
  const published = new Map<string, () => PublishedOperation>();
  for (const file of (await readdir(resources)).filter((name) => name.endsWith('.d.ts'))) {
    const declarations = await readFile(join(resources, file), 'utf8');
    const code = await readFile(join(resources, file.replace('.d.ts', '.js')), 'utf8');
    const types = new Types(readDeclarations(declarations), shared);
    for (const match of code.matchAll(
      /\n {4}(\w+)\([^)]*\) \{\s+return this\._makeRequest\('(\w+)', [`'](\S+?)[`'], params/g,
    )) {
      const [, name = '', method = '', path = ''] = match;
      const params = new RegExp(`\\n {4}${name}\\([^)]*?params\\??: (\\w+)`).exec(declarations)?.[1];
      published.set(`${method} ${path.replaceAll(/\$\{[^}]*\}/g, '{}')}`, () => {
        const empty = { ...ANYTHING, properties: new Map() };
        const type = (params === undefined ? null : types.object(params)) ?? empty;
        // the library sends what a DELETE takes in the query
        const [query, body] = method === 'POST' ? [empty, type] : [type, empty];
        return { name: `${file.replace('.d.ts', '')}.${name}`, query, body };
      });
    }
  }
  return published;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node tools/check-stripe-types.ts <path to the unpacked npm package stripe>');
  process.exit(1);
}
const published = await readPackage(folder);
const parsed = parseManifest(await readFile(MANIFEST, 'utf8'), 'integrations/stripe/integration.yaml');
if (!parsed.ok) {
  console.error(parsed.problems.map(problemLine).join('\n'));
  process.exit(1);
}
const find = (binding: Place) =>
  published.get(`${binding.method} ${binding.path.replaceAll(/\{[^}]*\}/g, '{}')}`)?.() ?? null;
const version = /ApiVersion = '([^']+)'/.exec(
  await readFile(join(folder, 'esm', 'apiVersion.js'), 'utf8'),
)?.[1];
const report = checkDefinition(parsed.definition, find);
const stated = parsed.definition.service.headers['stripe-version'];
const differences =
  stated === version
    ? report.differences
    : [...report.differences, `the package speaks ${version}, the manifest ${stated}`];
printReport('stripe', { ...report, differences });
