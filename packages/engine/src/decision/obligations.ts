import type { Obligation } from './decision.ts';

/** Whether enforcement knows how to honour it. An obligation of a known kind but a wrong form is unknown too. */
export function isKnownObligation(obligation: unknown): obligation is Obligation {
  if (typeof obligation !== 'object' || obligation === null || !('kind' in obligation)) return false;
  if (obligation.kind === 'step_up') return true;
  if (obligation.kind !== 'hide_fields' || !('paths' in obligation)) return false;
  return Array.isArray(obligation.paths) && obligation.paths.every((path) => typeof path === 'string');
}

/** Everything any of them demands, each once: one `hide_fields` with all paths, one `step_up`. */
export function unionOfObligations(obligations: readonly Obligation[]): readonly Obligation[] {
  const paths = new Set(obligations.flatMap((o) => (o.kind === 'hide_fields' ? o.paths : [])));
  const union: Obligation[] = [];
  if (paths.size > 0) union.push({ kind: 'hide_fields', paths: [...paths] });
  if (obligations.some((o) => o.kind === 'step_up')) union.push({ kind: 'step_up' });
  return union;
}
