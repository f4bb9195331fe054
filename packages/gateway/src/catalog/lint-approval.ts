import { didYouMean } from './did-you-mean.ts';
import { unknownParameter } from './lint-params.ts';
import type { LintProblem } from './lint-problem.ts';
import type { Manifest, ManifestOperation } from './manifest.ts';
import { parseTextTemplate, placeholders } from './text-template.ts';

type Report = (path: readonly (string | number)[], message: string) => void;

/** What the approver reads: title templates, amounts, looked-up facts, checks, editable arguments. */
export function lintApproval(operation: ManifestOperation, manifest: Manifest): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const report: Report = (path, message) => problems.push({ path, severity: 'error', message });
  lintTemplates(operation, report);
  lintUnknownCurrency(operation, report);
  lintFields(operation, report);
  lintLookups(operation, manifest, report);
  lintChecks(operation, report);
  for (const [index, name] of operation.editable.entries()) {
    if (!known(operation, name)) report(['editable', index], unknownParameter(name, operation.params));
    else if (operation.checks.some((check) => check.argument === name)) {
      report(['editable', index], `'${name}' is a check and is not sent; it cannot be edited`);
    }
  }
  return problems;
}

function known(operation: ManifestOperation, name: string): boolean {
  return Object.hasOwn(operation.params.properties ?? {}, name);
}

function lintTemplates(operation: ManifestOperation, report: Report): void {
  let always = false;
  for (const [index, text] of operation.approval.templates.entries()) {
    const path = ['approval', 'templates', index];
    const template = parseTextTemplate(text);
    if (template === null) {
      report(path, 'has braces that are not {argument} or {argument:money}');
      continue;
    }
    const used = placeholders(template);
    for (const { argument, format } of used) {
      if (!known(operation, argument)) report(path, unknownParameter(argument, operation.params));
      if (format !== null && format !== 'money' && format !== 'list')
        report(path, `'${format}' is not a format; use money or list`);
      if (format === 'list' && operation.params.properties?.[argument]?.type !== 'array')
        report(path, `'${argument}' is shown as a list, so it must be an array`);
      if (format === 'money' && !Object.hasOwn(operation.approval.fields, argument)) {
        report(path, `'${argument}' is shown as money, but approval.fields does not say in which currency`);
      }
    }
    if (
      covers(
        operation,
        used.map((placeholder) => placeholder.argument),
      )
    )
      always = true;
  }
  if (!always) {
    report(
      ['approval', 'templates'],
      'may have no title for some calls; end with one that only needs required arguments',
    );
  }
}

/**
 * Where the currency turns out to be unknown, a money template is passed over. The next one that fits must still
 * name the amount, else `Refund €5` would silently become `Refund everything`.
 */
function lintUnknownCurrency(operation: ManifestOperation, report: Report): void {
  const uses = operation.approval.templates.map((text) =>
    placeholders(parseTextTemplate(text) ?? { pieces: [] }),
  );
  for (const [index, used] of uses.entries()) {
    for (const { argument } of used.filter((placeholder) => placeholder.format === 'money')) {
      const others = new Set([
        ...used.map((placeholder) => placeholder.argument),
        ...(operation.params.required ?? []),
      ]);
      const next = uses
        .slice(index + 1)
        .find((later) => later.every((one) => others.has(one.argument) && one.format === null));
      if (!next?.some((placeholder) => placeholder.argument === argument)) {
        const message = `falls back to a title without '${argument}' when its currency is unknown; add one with {${argument}} right after`;
        report(['approval', 'templates', index], message);
      }
    }
  }
}

/** True when a template with these arguments, or its siblings over a one_of group, can always be filled. */
function covers(operation: ManifestOperation, used: readonly string[]): boolean {
  const required = operation.params.required ?? [];
  return used.every(
    (name) =>
      required.includes(name) ||
      operation.one_of.some((group) => group.includes(name) && coversGroup(operation, group)),
  );
}

function coversGroup(operation: ManifestOperation, group: readonly string[]): boolean {
  const required = operation.params.required ?? [];
  return group.every((name) =>
    operation.approval.templates.some((text) => {
      const template = parseTextTemplate(text);
      const used =
        template === null ? null : placeholders(template).map((placeholder) => placeholder.argument);
      return used?.includes(name) && used.every((one) => one === name || required.includes(one));
    }),
  );
}

function lintFields(operation: ManifestOperation, report: Report): void {
  for (const [name, format] of Object.entries(operation.approval.fields)) {
    const path = ['approval', 'fields', name];
    if (!known(operation, name)) report(path, unknownParameter(name, operation.params));
    if (format.format !== 'money') continue;
    if (known(operation, name) && operation.params.properties?.[name]?.type !== 'integer') {
      report(path, `'${name}' is money, so it must be an integer in the smallest unit`);
    }
    for (const [index, source] of format.currency.entries()) {
      const at = [...path, 'currency', index];
      if ('argument' in source && !known(operation, source.argument))
        report(at, unknownParameter(source.argument, operation.params));
      if ('lookup' in source && !Object.hasOwn(operation.lookups, source.lookup))
        report(at, unknownLookup(source.lookup, operation));
    }
  }
}

function lintLookups(operation: ManifestOperation, manifest: Manifest, report: Report): void {
  for (const [name, lookup] of Object.entries(operation.lookups)) {
    const path = ['lookups', name];
    const target = Object.hasOwn(manifest.operations, lookup.operation)
      ? manifest.operations[lookup.operation]
      : undefined;
    if (target === undefined) {
      const meant = didYouMean(lookup.operation, Object.keys(manifest.operations));
      report(
        [...path, 'operation'],
        `names no operation '${lookup.operation}'${meant === null ? '' : `; did you mean '${meant}'?`}`,
      );
      continue;
    }
    if (!manifest.purposes.lookup.includes(lookup.operation)) {
      report(
        [...path, 'operation'],
        `'${lookup.operation}' is not listed under purposes.lookup; add it there`,
      );
    }
    for (const needed of target.params.required ?? []) {
      if (!Object.hasOwn(lookup.args, needed))
        report([...path, 'args'], `lacks '${needed}', which ${lookup.operation} needs`);
    }
    for (const [argument, value] of Object.entries(lookup.args)) {
      if (!known(target, argument))
        report([...path, 'args', argument], unknownParameter(argument, target.params));
      const template = typeof value === 'string' ? parseTextTemplate(value) : { pieces: [] };
      if (template === null) report([...path, 'args', argument], 'has braces that are not {argument}');
      for (const used of template === null ? [] : placeholders(template)) {
        if (!known(operation, used.argument))
          report([...path, 'args', argument], unknownParameter(used.argument, operation.params));
      }
    }
    for (const [index, fact] of lookup.facts.entries()) {
      if ((fact.format === 'money') !== (fact.currency !== undefined)) {
        report([...path, 'facts', index], 'needs format: money and currency together');
      }
    }
  }
}

function lintChecks(operation: ManifestOperation, report: Report): void {
  for (const [index, check] of operation.checks.entries()) {
    if (!known(operation, check.argument)) {
      report(['checks', index, 'argument'], unknownParameter(check.argument, operation.params));
    }
    for (const [place, { lookup }] of check.equals.entries()) {
      if (!Object.hasOwn(operation.lookups, lookup)) {
        report(['checks', index, 'equals', place], unknownLookup(lookup, operation));
      }
    }
  }
}

function unknownLookup(name: string, operation: ManifestOperation): string {
  const meant = didYouMean(name, Object.keys(operation.lookups));
  return `names no lookup '${name}'${meant === null ? '' : `; did you mean '${meant}'?`}`;
}
