/**
 * Compares integrations/github with GitHub's published OpenAPI description.
 *
 *   node tools/check-github-schema.ts <path to api.github.com.json>
 *
 * The file is `generated/api.github.com.json` of the npm package @octokit/openapi (MIT). The package is large, so
 * it is no dependency and nothing is fetched here: pack it outside of the repository and extract that one file.
 */
import { readFile } from 'node:fs/promises';
import { parseManifest, problemLine } from '../packages/gateway/src/catalog/index.ts';
import {
  checkDefinition,
  type Place,
  type PublishedOperation,
  type PublishedType,
  printReport,
} from './published-api.ts';

const MANIFEST = new URL('../integrations/github/integration.yaml', import.meta.url);
const NOTHING: PublishedType = {
  types: new Set(),
  values: null,
  properties: new Map(),
  required: new Set(),
  items: null,
};
const DEPTH_MAX = 8;

// biome-ignore lint/suspicious/noExplicitAny: a foreign document of 13 MB, read in a few places only
type Spec = any;

function deref(spec: Spec, node: Spec): Spec {
  let at = node;
  for (let hops = 0; at?.$ref !== undefined && hops < DEPTH_MAX; hops += 1) {
    const steps: string[] = at.$ref.slice(2).split('/');
    at = steps.reduce((value, step) => value?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], spec);
  }
  return at ?? {};
}

function typeOf(spec: Spec, node: Spec, depth = 0): PublishedType {
  const schema = deref(spec, node);
  if (depth > DEPTH_MAX) return { ...NOTHING, properties: null };
  const variants = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].map((one: Spec) =>
    typeOf(spec, one, depth + 1),
  );
  const types = new Set<string>([schema.type ?? []].flat());
  if (schema.nullable) types.add('null');
  for (const variant of variants) for (const type of variant.types) types.add(type);
  const properties = new Map<string, PublishedType>();
  for (const [name, one] of Object.entries(schema.properties ?? {}))
    properties.set(name, typeOf(spec, one, depth + 1));
  for (const variant of variants)
    for (const [name, one] of variant.properties ?? []) properties.set(name, one);
  return {
    types,
    values: schema.enum && variants.length === 0 ? new Set(schema.enum.map(String)) : null,
    properties: properties.size > 0 ? properties : null,
    required: new Set(variants.length === 0 ? (schema.required ?? []) : []),
    items: schema.items
      ? typeOf(spec, schema.items, depth + 1)
      : (variants.find((one) => one.items)?.items ?? null),
  };
}

/** The published path our template fills: literals equal, placeholders anywhere, the last may swallow the rest. */
function findPath(spec: Spec, binding: Place): string | null {
  const ours = binding.path.split('/').map((segment) => (segment.startsWith('{') ? '{}' : segment));
  const fits = Object.keys(spec.paths).filter((path) => {
    const theirs = path.split('/');
    if (spec.paths[path][binding.method.toLowerCase()] === undefined) return false;
    return theirs.every((segment, index) => {
      const last = index === theirs.length - 1;
      if (segment.startsWith('{')) return ours[index] !== undefined && (last || ours[index] === '{}');
      return segment === ours[index] && (!last || ours.length === theirs.length);
    });
  });
  const exact = fits.filter((path) => path.split('/').length === ours.length);
  return (
    exact.sort((a, b) => b.replaceAll(/\{[^}]*\}/g, '').length - a.replaceAll(/\{[^}]*\}/g, '').length)[0] ??
    fits[0] ??
    null
  );
}

function findOperation(spec: Spec, binding: Place): PublishedOperation | null {
  const path = findPath(spec, binding);
  if (path === null) return null;
  const operation = spec.paths[path][binding.method.toLowerCase()];
  const query = new Map<string, PublishedType>();
  const required = new Set<string>();
  for (const node of [...(spec.paths[path].parameters ?? []), ...(operation.parameters ?? [])]) {
    const parameter = deref(spec, node);
    if (parameter.in !== 'query') continue;
    query.set(parameter.name, typeOf(spec, parameter.schema));
    if (parameter.required) required.add(parameter.name);
  }
  const schema = deref(spec, operation.requestBody).content?.['application/json']?.schema;
  const body = schema === undefined ? NOTHING : typeOf(spec, schema);
  return { name: operation.operationId, query: { ...NOTHING, properties: query, required }, body };
}

const [specFile] = process.argv.slice(2);
if (specFile === undefined) {
  console.error('Usage: node tools/check-github-schema.ts <path to api.github.com.json>');
  process.exit(1);
}
const spec: Spec = JSON.parse(await readFile(specFile, 'utf8'));
const parsed = parseManifest(await readFile(MANIFEST, 'utf8'), 'integrations/github/integration.yaml');
if (!parsed.ok) {
  console.error(parsed.problems.map(problemLine).join('\n'));
  process.exit(1);
}
printReport(
  'github',
  checkDefinition(parsed.definition, (binding) => findOperation(spec, binding)),
);
