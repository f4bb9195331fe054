import { type GraphqlDocument, type GraphqlVariable, parseGraphqlDocument } from './graphql-document.ts';
import { reservedHeader } from './headers.ts';
import { unknownParameter } from './lint-params.ts';
import type { LintProblem } from './lint-problem.ts';
import type { ManifestGraphqlBinding, ManifestOperation } from './manifest.ts';
import type { ParamsSchema } from './params-schema.ts';
import { parsePathTemplate, pathArguments } from './path-template.ts';

type Report = (path: readonly (string | number)[], message: string) => void;

/** What JSON a built-in scalar takes; other types are the service's own and take what it says. */
const SCALARS: { readonly [type: string]: readonly string[] } = {
  String: ['string'],
  ID: ['string'],
  Int: ['integer'],
  Float: ['number', 'integer'],
  Boolean: ['boolean'],
};

/** One operation of one kind, whose every variable is a parameter of the same type (T74). */
export function lintGraphql(
  operation: ManifestOperation,
  binding: ManifestGraphqlBinding,
): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const report: Report = (path, message) => problems.push({ path, severity: 'error', message });

  const template = parsePathTemplate(binding.path);
  if (template === null || pathArguments(template).length > 0)
    report(['binding', 'path'], "is not a fixed path; write e.g. '/graphql'");
  for (const name of Object.keys(binding.headers)) {
    if (reservedHeader(name))
      report(['binding', 'headers', name], `'${name}' belongs to the gateway; remove it`);
  }
  const parsed = parseGraphqlDocument(binding.document);
  if (!parsed.ok) {
    report(['binding', 'document'], parsed.message);
    return problems;
  }
  lintKind(operation, parsed.document, report);
  lintVariables(operation, parsed.document, report);
  return problems;
}

function lintKind(operation: ManifestOperation, { kind, field }: GraphqlDocument, report: Report): void {
  const { risk } = operation;
  if (kind === 'mutation' && risk === 'read')
    report(['risk'], `is read but '${field}' is a mutation; raise the risk`);
  if (kind === 'query' && risk !== 'read')
    report(['risk'], `is ${risk} but '${field}' is a query, which changes nothing; say read`);
  if (risk === 'write' && /delete/i.test(field) && operation.notes === null)
    report(['risk'], `is write but '${field}' deletes; say destructive, or why not in notes`);
}

function lintVariables(operation: ManifestOperation, document: GraphqlDocument, report: Report): void {
  const { params } = operation;
  const path = ['binding', 'document'];
  const checked = operation.checks.map((check) => check.argument);
  const declared = document.variables.map((variable) => variable.name);
  for (const name of Object.keys(params.properties ?? {})) {
    if (checked.includes(name)) {
      if (declared.includes(name)) report(path, `declares '$${name}', which is a check and is not sent`);
    } else if (!declared.includes(name)) {
      report(path, `does not send '${name}'; declare $${name}, or make it a check`);
    }
  }
  for (const name of document.used) {
    if (!declared.includes(name)) report(path, `uses '$${name}' without declaring it`);
  }
  for (const variable of document.variables) {
    if (!document.used.has(variable.name)) report(path, `declares '$${variable.name}' and never uses it`);
    const schema = params.properties?.[variable.name];
    if (schema === undefined) report(path, unknownParameter(variable.name, params));
    else lintType(variable, schema, params, report);
  }
}

function lintType(
  variable: GraphqlVariable,
  schema: ParamsSchema,
  params: ParamsSchema,
  report: Report,
): void {
  const { name, list, required } = variable;
  const path = ['params', 'properties', name];
  if (required && !(params.required ?? []).includes(name))
    report(['params'], `'${name}' may not be absent in the document, so it must be in required`);
  const given = [schema.type ?? []].flat();
  if (required && given.includes('null')) report(path, 'may be null, which the document refuses');
  const types = given.filter((type) => type !== 'null');
  if (list !== types.includes('array')) {
    report(path, `is ${list ? 'no list' : 'a list'} here and ${list ? 'one' : 'none'} in the document`);
    return;
  }
  const wanted = Object.hasOwn(SCALARS, variable.type) ? SCALARS[variable.type] : undefined;
  const one = list ? [schema.items?.type ?? []].flat() : types;
  if (wanted !== undefined && !one.every((type) => wanted.includes(type)))
    report(path, `is ${one.join(' or ')} here and ${variable.type} in the document`);
}
