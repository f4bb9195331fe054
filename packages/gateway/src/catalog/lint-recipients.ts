import { unknownParameter } from './lint-params.ts';
import type { LintProblem } from './lint-problem.ts';
import type { ManifestOperation } from './manifest.ts';

const ADDRESSED = ['to', 'cc', 'bcc'];

/** Whom a message reaches must be said, and of everybody it reaches. */
export function lintRecipients({ recipients, binding, params }: ManifestOperation): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const report = (message: string) => problems.push({ path: ['recipients'], severity: 'error', message });
  if (recipients === undefined) {
    if (binding.kind === 'mime')
      report('is missing; name the arguments with addresses, or say kind: none when nobody gets the mail');
    return problems;
  }
  if (recipients.kind !== 'arguments') return problems;
  const named = [...recipients.open, ...recipients.hidden];
  for (const name of named) {
    if (!Object.hasOwn(params.properties ?? {}, name)) report(unknownParameter(name, params));
  }
  if (new Set(named).size < named.length) report('names an argument twice; keep one');
  for (const name of ADDRESSED) {
    if (binding.kind === 'mime' && Object.hasOwn(params.properties ?? {}, name) && !named.includes(name))
      report(`leaves out '${name}', whom the mail reaches too`);
  }
  if (recipients.open.includes('bcc')) report("counts 'bcc' as open; put it under hidden");
  return problems;
}
