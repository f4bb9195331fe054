import type { LintProblem } from './lint-problem.ts';
import type { Manifest, ManifestOperation } from './manifest.ts';

const SPEAKS_OF_SECRETS =
  /(?:^|_)(?:secret|secrets|token|tokens|key|keys|credential|credentials|webhook|webhooks)(?:_|$)/;

/** Whether the stated risk can be believed, and what a risky operation must tell its approver. */
export function lintRisk(
  name: string,
  operation: ManifestOperation,
  manifest: Manifest,
): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const report = (
    path: readonly (string | number)[],
    message: string,
    severity: LintProblem['severity'] = 'error',
  ) => problems.push({ path, severity, message });
  const { risk, binding } = operation;
  const method = binding.kind === 'graphql' ? null : binding.method; // GraphQL says it in its document

  if (method !== null && risk === 'read' && method !== 'GET' && operation.notes === null) {
    report(
      ['risk'],
      `is read but the method is ${method}; say in notes why nothing changes, or raise the risk`,
    );
  }
  if (risk !== 'read' && method === 'GET') report(['risk'], `is ${risk} but a GET changes nothing; say read`);
  if (method === 'DELETE' && risk === 'write' && operation.notes === null) {
    report(['risk'], 'is write but the method is DELETE; say destructive, or why not in notes');
  }
  if (operation.default === 'allow' && risk !== 'read' && risk !== 'write') {
    report(['default'], `lets a ${risk} operation run unasked; say ask or deny`);
  }
  if (risk === 'financial' && !saysHowMuch(operation)) {
    report(
      ['approval'],
      'is financial but shows no amount; use {argument:money} in a template or a lookup fact with format: money',
    );
  }
  if (risk !== 'read' && operation.reversible === null) {
    report(['reversible'], 'is missing; tell the approver how this can be undone', 'warning');
  }
  if (SPEAKS_OF_SECRETS.test(name) && manifest.hide.length + operation.hide.length === 0) {
    report(
      ['hide'],
      'is missing, and the name speaks of secrets; list the reply fields nobody may see',
      'warning',
    );
  }
  return problems;
}

function saysHowMuch(operation: ManifestOperation): boolean {
  return (
    operation.approval.templates.some((text) => text.includes(':money}')) ||
    Object.values(operation.lookups).some((lookup) => lookup.facts.some((fact) => fact.format === 'money'))
  );
}
