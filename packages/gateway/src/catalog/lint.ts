import { lintApproval } from './lint-approval.ts';
import { lintBinding } from './lint-binding.ts';
import { lintGraphql } from './lint-graphql.ts';
import { lintMime } from './lint-mime.ts';
import { lintParams } from './lint-params.ts';
import type { LintProblem } from './lint-problem.ts';
import { lintRecipients } from './lint-recipients.ts';
import { lintRisk } from './lint-risk.ts';
import { lintService } from './lint-service.ts';
import type { Manifest, ManifestOperation } from './manifest.ts';

/** What a schema cannot say about a manifest: that its parts fit each other and that nothing dangerous is unsaid. */
export function lint(manifest: Manifest): readonly LintProblem[] {
  const problems: LintProblem[] = [...lintService(manifest)];
  for (const [name, operation] of Object.entries(manifest.operations)) {
    const found = [
      ...lintParams(operation),
      ...lintPlaces(operation),
      ...lintRecipients(operation),
      ...lintApproval(operation, manifest),
      ...lintRisk(name, operation, manifest),
    ];
    for (const problem of found) problems.push({ ...problem, path: ['operations', name, ...problem.path] });
  }
  return problems;
}

function lintPlaces(operation: ManifestOperation): readonly LintProblem[] {
  const { binding } = operation;
  switch (binding.kind) {
    case 'graphql':
      return lintGraphql(operation, binding);
    case 'mime':
      return lintMime(operation, binding);
    case 'http':
      return lintBinding(operation, binding);
  }
}
