import type { Decision, Effect, Finding, Obligation } from '../decision/decision.ts';
import { isKnownObligation, unionOfObligations } from '../decision/obligations.ts';
import type { Reason } from '../decision/reasons.ts';
import { strictest, strictness } from '../decision/strictest.ts';
import { type BaseEffect, baseEffect } from './base-effect.ts';
import type { CompiledPolicy, CompiledRule } from './compile.ts';
import type { RuleMatch } from './document.ts';
import type { PolicyFacts } from './facts.ts';
import { globMatches } from './glob.ts';
import { RECIPIENT_RULE, recipientReasons } from './recipients.ts';

interface Verdict {
  readonly effect: Effect;
  readonly obligations: readonly Obligation[];
  readonly reasons: readonly Reason[];
  /** id of the rule that settled the effect */
  readonly rule: string | null;
}

interface MatchedRule {
  readonly id: string;
  readonly effect: Effect;
  readonly obligations: readonly Obligation[];
  readonly reason: Reason;
}

/** The decision point: base effect, then rules, then what inspection found, then what must be honoured. */
export function evaluate(policy: CompiledPolicy, facts: PolicyFacts, findings: readonly Finding[]): Decision {
  return weigh(policy, facts, findings).decision;
}

/** A decision with what stood between: for those who are shown how it came about. */
export interface Weighed {
  readonly base: BaseEffect;
  readonly matched: readonly MatchedRule[];
  readonly ruled: Verdict;
  readonly raised: Verdict;
  readonly decision: Decision;
}

export function weigh(policy: CompiledPolicy, facts: PolicyFacts, findings: readonly Finding[]): Weighed {
  const base = baseEffect(policy, facts);
  const matched = [...matchedRules(policy, facts), ...recipientRule(policy, facts)];
  const ruled = applyRules(base, matched);
  const raised = raiseByFindings(ruled, findings);
  const hidden: Obligation[] = facts.hide.length > 0 ? [{ kind: 'hide_fields', paths: facts.hide }] : [];
  const honoured = honour({ ...raised, obligations: [...hidden, ...raised.obligations] });
  const { effect, reasons, obligations, rule } = honoured;
  const decision = { effect, reasons, obligations, policy: { version: policy.version, rule } };
  return { base, matched, ruled, raised, decision };
}

function matchedRules(policy: CompiledPolicy, facts: PolicyFacts): MatchedRule[] {
  const candidates = [...(policy.rulesOfConnection.get(facts.connection.name) ?? []), ...policy.rulesOfAll];
  return candidates.flatMap((candidate) =>
    matches(candidate.rule.match, facts) ? run(candidate, facts) : [],
  );
}

/** The rule every integration that sends messages ships with: it asks, so the strictest of the rules still wins. */
function recipientRule(policy: CompiledPolicy, facts: PolicyFacts): MatchedRule[] {
  if (!facts.recipients) return [];
  const limit = policy.recipients.get(facts.connection.name) ?? null;
  return recipientReasons(facts.recipients, limit).map((reason) => ({
    id: RECIPIENT_RULE,
    effect: 'ask',
    obligations: [],
    reason,
  }));
}

function matches(match: RuleMatch, facts: PolicyFacts): boolean {
  return (
    (match.agent === undefined || match.agent === facts.agent.name) &&
    (match.connection === undefined || match.connection === facts.connection.name) &&
    (match.integration === undefined || match.integration === facts.integration) &&
    (match.risk === undefined || match.risk === facts.risk) &&
    (match.operation === undefined || globMatches(match.operation, facts.operation))
  );
}

function run({ rule, condition }: CompiledRule, facts: PolicyFacts): MatchedRule[] {
  const holds = condition === null ? true : tryCondition(condition, facts);
  if (holds === false) return [];
  if (holds === true) {
    const reason: Reason = { code: 'rule_matched', rule: rule.id };
    return [{ id: rule.id, effect: rule.effect, obligations: rule.obligations, reason }];
  }
  const reason: Reason = { code: 'rule_failed', rule: rule.id, detail: 'The condition of this rule failed.' };
  return [{ id: rule.id, effect: 'deny', obligations: rule.obligations, reason }];
}

/** Anything but exactly true or false, a throw included, is a failure, and a failed rule denies. */
function tryCondition(condition: (facts: PolicyFacts) => unknown, facts: PolicyFacts): boolean | 'failed' {
  try {
    const answer = condition(facts);
    return typeof answer === 'boolean' ? answer : 'failed';
  } catch {
    return 'failed';
  }
}

/** The strictest matching rule replaces a base allow or ask; nothing replaces a base deny. */
function applyRules(base: BaseEffect, matched: readonly MatchedRule[]): Verdict {
  const obligations = matched.flatMap((rule) => rule.obligations);
  const first = matched[0];
  if (base.effect === 'deny' || first === undefined) {
    return {
      effect: base.effect,
      obligations: [...base.obligations, ...obligations],
      reasons: [base.reason],
      rule: null,
    };
  }
  const winner = matched.reduce(
    (best, rule) => (strictness(rule.effect) > strictness(best.effect) ? rule : best),
    first,
  );
  // What the base demanded goes with it only where a rule says outright that nobody need be asked.
  const kept = strictness(winner.effect) >= strictness(base.effect) ? base.obligations : [];
  const decisive = matched.filter((rule) => rule.effect === winner.effect);
  return {
    effect: winner.effect,
    obligations: [...kept, ...obligations],
    reasons: [...decisive.map((rule) => rule.reason), base.reason],
    rule: winner.id,
  };
}

function raiseByFindings(verdict: Verdict, findings: readonly Finding[]): Verdict {
  const serious = findings.filter((finding) => finding.severity !== 'info');
  const reasons = serious.map((finding): Reason => {
    const code = finding.detector === 'detector_failed' ? 'detector_failed' : 'finding';
    return { code, rule: finding.detector, detail: finding.message };
  });
  // A severity this version does not know is treated as the worst one.
  const effect = serious.reduce(
    (worst: Effect, finding) => strictest(worst, finding.severity === 'high' ? 'ask' : 'deny'),
    verdict.effect,
  );
  // The reason that settled the effect comes first: it is the one a person is told.
  const order =
    effect === verdict.effect ? [...verdict.reasons, ...reasons] : [...reasons, ...verdict.reasons];
  return { ...verdict, effect, reasons: order };
}

/** Demands that cannot be honoured deny; a demand for a person's step-up is a question, never an allow. */
function honour(verdict: Verdict): Verdict {
  const known = verdict.obligations.filter(isKnownObligation);
  const obligations = unionOfObligations(known);
  if (known.length < verdict.obligations.length) {
    const detail = 'The policy demands something this version cannot do.';
    const reason: Reason = { code: 'obligation_unknown', detail };
    return { ...verdict, effect: 'deny', obligations, reasons: [reason, ...verdict.reasons] };
  }
  const stepUp = obligations.some((obligation) => obligation.kind === 'step_up');
  return { ...verdict, effect: stepUp ? strictest(verdict.effect, 'ask') : verdict.effect, obligations };
}
