import { reservedHeader } from './headers.ts';
import { unknownParameter } from './lint-params.ts';
import type { LintProblem } from './lint-problem.ts';
import { MESSAGE_ARGUMENTS } from './mail-message.ts';
import type { ManifestMimeBinding, ManifestOperation } from './manifest.ts';
import { parsePathTemplate, pathArguments } from './path-template.ts';

const LISTS: ReadonlySet<string> = new Set(['to', 'cc', 'bcc', 'references', 'attachments']);

/** Every parameter is a part of the mail, stands in the path or beside the mail, and none in two places. */
export function lintMime(operation: ManifestOperation, binding: ManifestMimeBinding): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const report = (path: readonly (string | number)[], message: string) =>
    problems.push({ path, severity: 'error', message });

  const { params } = operation;
  const names = Object.keys(params.properties ?? {});
  const template = parsePathTemplate(binding.path);
  if (template === null)
    report(['binding', 'path'], "is not a path template; write e.g. '/v1/messages/send'");
  const inPath = template === null ? [] : pathArguments(template);
  const beside = Object.keys(binding.beside);
  for (const name of [...inPath, ...beside]) {
    if (!names.includes(name)) report(['binding'], unknownParameter(name, params));
  }
  for (const name of inPath) {
    if (!(params.required ?? []).includes(name))
      report(['params'], `'${name}' stands in the path, so it must be in required`);
  }
  const parts: readonly string[] = MESSAGE_ARGUMENTS;
  for (const name of names) {
    const places = [inPath, beside, parts].filter((place) => place.includes(name)).length;
    if (places === 0)
      report(
        ['params', 'properties', name],
        `is no part of a mail (${parts.join(', ')}); put it beside or into the path`,
      );
    if (places > 1) report(['binding'], `'${name}' goes to two places; keep one`);
    const type = params.properties?.[name]?.type;
    if (parts.includes(name) && type !== (LISTS.has(name) ? 'array' : 'string'))
      report(
        ['params', 'properties', name],
        `must be ${LISTS.has(name) ? 'an array' : 'a string'} in a mail`,
      );
  }
  for (const name of ['to', 'subject', 'text']) {
    if (!(params.required ?? []).includes(name))
      report(['params', 'required'], `needs '${name}', as every mail does`);
  }
  lintMembers(binding, report);
  for (const name of Object.keys(binding.headers)) {
    if (reservedHeader(name))
      report(['binding', 'headers', name], `'${name}' belongs to the gateway; remove it`);
  }
  return problems;
}

function lintMembers(
  binding: ManifestMimeBinding,
  report: (path: readonly (string | number)[], message: string) => void,
): void {
  const members = [binding.raw, ...Object.values(binding.beside)];
  for (const member of new Set(members)) {
    const clash = members.filter((other) => other === member || other.startsWith(`${member}.`));
    if (clash.length > 1) report(['binding'], `fills '${member}' twice; keep one`);
  }
}
