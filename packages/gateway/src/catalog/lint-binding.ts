import { reservedHeader } from './headers.ts';
import { unknownParameter } from './lint-params.ts';
import type { LintProblem } from './lint-problem.ts';
import type { ManifestHttpBinding, ManifestOperation } from './manifest.ts';
import { parsePathTemplate, pathArguments } from './path-template.ts';
import { parseTextTemplate, placeholders } from './text-template.ts';

/** Field and argument names some servers take for another method (T56). */
const METHOD_OVERRIDES: ReadonlySet<string> = new Set(['_method', 'x_http_method_override']);

/** Every parameter goes to exactly one place, and every place is filled. */
export function lintBinding(
  operation: ManifestOperation,
  binding: ManifestHttpBinding,
): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const report = (path: readonly (string | number)[], message: string) =>
    problems.push({ path, severity: 'error', message });

  const { params } = operation;
  const names = Object.keys(params.properties ?? {});
  const template = parsePathTemplate(binding.path);
  if (template === null) {
    report(['binding', 'path'], "is not a path template; write e.g. '/v1/customers/{customer}'");
    return problems;
  }
  const inPath = pathArguments(template);
  for (const name of inPath) {
    if (!names.includes(name)) report(['binding', 'path'], unknownParameter(name, params));
    else if (!(params.required ?? []).includes(name)) {
      report(['params'], `'${name}' stands in the path, so it must be in required`);
    }
  }
  for (const [index, name] of binding.query.entries()) {
    if (!names.includes(name)) report(['binding', 'query', index], unknownParameter(name, params));
  }
  const inFields = lintFields(operation, binding, report);
  const checked = operation.checks.map((check) => check.argument);

  const places = [...new Set(inPath), ...binding.query, ...new Set(inFields), ...new Set(checked)];
  for (const name of new Set(places)) {
    if (places.filter((place) => place === name).length > 1) {
      report(['binding'], `'${name}' goes to two places; keep it in one of path, query, fields and checks`);
    }
  }
  const rest = names.filter((name) => !places.includes(name));
  if (binding.body === 'none' && rest.length > 0) {
    report(
      ['binding'],
      `does not send '${rest.join("', '")}'; put it in query, say body: form or json, or make it a check`,
    );
  }
  lintBody(operation, binding, rest, report);
  for (const name of [...names, ...Object.keys(binding.fields)]) {
    if (METHOD_OVERRIDES.has(name.toLowerCase()))
      report(['params'], `'${name}' can change the method on some servers; remove it`);
  }
  lintNames(operation, binding, report);
  for (const name of Object.keys(binding.headers)) {
    if (reservedHeader(name))
      report(['binding', 'headers', name], `'${name}' belongs to the gateway; remove it`);
  }
  return problems;
}

/** Two arguments under one name of the service would be one, and which of them nobody could tell. */
function lintNames(operation: ManifestOperation, binding: ManifestHttpBinding, report: Report): void {
  const { names = {} } = binding;
  const parameters = Object.keys(operation.params.properties ?? {});
  for (const name of Object.keys(names)) {
    if (!parameters.includes(name))
      report(['binding', 'names', name], unknownParameter(name, operation.params));
  }
  const sent = [...parameters.map((name) => names[name] ?? name), ...Object.keys(binding.fields)];
  for (const [name, other] of Object.entries(names)) {
    if (sent.filter((one) => one === other).length > 1)
      report(['binding', 'names', name], `'${other}' is sent for two arguments; keep one`);
    if (METHOD_OVERRIDES.has(other.toLowerCase()))
      report(['binding', 'names', name], `'${other}' can change the method on some servers; remove it`);
  }
}

type Report = (path: readonly (string | number)[], message: string) => void;

function lintFields(
  operation: ManifestOperation,
  binding: ManifestHttpBinding,
  report: Report,
): readonly string[] {
  const used: string[] = [];
  for (const [field, value] of Object.entries(binding.fields)) {
    if (typeof value !== 'string') continue;
    const path = ['binding', 'fields', field];
    const template = parseTextTemplate(value);
    if (template === null) {
      report(path, 'has braces that are not {argument}');
      continue;
    }
    for (const { argument } of placeholders(template)) {
      used.push(argument);
      if (!Object.hasOwn(operation.params.properties ?? {}, argument)) {
        report(path, unknownParameter(argument, operation.params));
      } else if (!(operation.params.required ?? []).includes(argument)) {
        report(path, `'${argument}' fills a field, so it must be in required`);
      }
    }
  }
  return used;
}

function lintBody(
  operation: ManifestOperation,
  binding: ManifestHttpBinding,
  rest: readonly string[],
  report: Report,
): void {
  const fields = Object.keys(binding.fields);
  if (binding.method === 'GET' && binding.body !== 'none') {
    report(['binding', 'body'], 'a GET has no body; put the parameters in query');
  }
  if (binding.body === 'none' && fields.length > 0) {
    report(['binding', 'fields'], 'needs a body; say body: form or json');
  }
  for (const field of fields) {
    if (rest.includes(field))
      report(['binding', 'fields', field], `'${field}' is also a parameter; keep one`);
  }
  if (binding.body !== 'form' && binding.query.length === 0) return;
  const encoded = binding.body === 'form' ? [...rest, ...binding.query] : binding.query;
  for (const name of encoded) {
    const type = [operation.params.properties?.[name]?.type ?? []].flat();
    if (type.includes('null'))
      report(['params', 'properties', name], 'may be null, which a form or query cannot say');
  }
}
