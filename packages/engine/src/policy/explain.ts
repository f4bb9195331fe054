import type { Decision, Effect, Finding } from '../decision/decision.ts';
import type { Reason, ReasonCode } from '../decision/reasons.ts';
import type { CompiledPolicy } from './compile.ts';
import { weigh } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';

/** One step on the way to a decision, with the effect it left behind. */
export interface PolicyStep {
  readonly step: 'base' | 'rule' | 'rules' | 'finding' | 'obligations';
  readonly effect: Effect;
  readonly code: ReasonCode | 'not_replaced' | 'strictest_rule' | 'info' | 'honoured';
  readonly text: string;
}

export interface PolicyExplanation {
  readonly decision: Decision;
  /** in the order in which they count; the last one has the decision's effect */
  readonly steps: readonly PolicyStep[];
}

/** The same weighing that decides calls, told step by step. */
export function explain(
  policy: CompiledPolicy,
  facts: PolicyFacts,
  findings: readonly Finding[],
): PolicyExplanation {
  const { base, matched, ruled, raised, decision } = weigh(policy, facts, findings);
  const steps: PolicyStep[] = [
    { step: 'base', effect: base.effect, code: base.reason.code, text: baseText(base.reason) },
    ...matched.map(
      ({ id, effect, reason }): PolicyStep => ({
        step: 'rule',
        effect,
        code: reason.code,
        text: `The rule ${id} matches and says ${effect}.${reason.detail ? ` ${reason.detail}` : ''}`,
      }),
    ),
    ...(matched.length === 0 ? [] : [rulesStep(base.effect, ruled.effect, ruled.rule)]),
    ...findings.map(
      ({ detector, severity, path, message }): PolicyStep => ({
        step: 'finding',
        effect: raised.effect,
        code: severity === 'info' ? 'info' : 'finding',
        text: `${detector} (${severity})${path === '' ? '' : ` at ${path}`}: ${message}`,
      }),
    ),
    obligationsStep(raised.effect, decision),
  ];
  return { decision, steps };
}

function rulesStep(base: Effect, effect: Effect, rule: string | null): PolicyStep {
  if (base === 'deny') {
    const text = 'Nothing replaces a deny of the base, so the rules change nothing.';
    return { step: 'rules', effect, code: 'not_replaced', text };
  }
  const text = `The strictest matching rule (${rule ?? 'none'}) replaces the base: ${effect}.`;
  return { step: 'rules', effect, code: 'strictest_rule', text };
}

function obligationsStep(before: Effect, { effect, obligations, reasons }: Decision): PolicyStep {
  const kinds = obligations.map(({ kind }) => kind).join(', ') || 'none';
  if (effect === before) {
    return { step: 'obligations', effect, code: 'honoured', text: `Obligations: ${kinds}.` };
  }
  const unknown = reasons[0]?.code === 'obligation_unknown';
  const text = unknown
    ? 'The policy demands something this version cannot do, so it denies.'
    : 'A second factor is demanded, so a person is asked.';
  return { step: 'obligations', effect, code: unknown ? 'obligation_unknown' : 'honoured', text };
}

function baseText({ code, rule, detail }: Reason): string {
  const where = rule === undefined ? '' : ` (${rule})`;
  return `${BASE_WORDS[code] ?? 'The base effect'}${where}.${detail === undefined ? '' : ` ${detail}`}`;
}

const BASE_WORDS: Partial<Record<ReasonCode, string>> = {
  tier_agent: 'A tier for this agent speaks for the operation',
  tier_connection: 'A tier names the operation',
  tier_glob: 'A tier’s pattern fits the operation',
  default_manifest: 'No tier speaks; the integration has its own default',
  default_risk: 'No tier speaks; the risk decides',
  no_tier: 'Nothing speaks for the operation, so it is denied',
  connection_not_given: 'The agent was not given this connection, so it is denied whatever the policy says',
};
