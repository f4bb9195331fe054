import { RISKS, type Risk } from '../action/action.ts';
import { EFFECTS, type Effect, type Obligation } from '../decision/decision.ts';
import type { Reason, ReasonCode } from '../decision/reasons.ts';
import { strictness } from '../decision/strictest.ts';
import { type CompiledPolicy, type TierSet, tierSetKey } from './compile.ts';
import type { Tier } from './document.ts';
import type { PolicyFacts } from './facts.ts';
import { globMatches } from './glob.ts';

/** What holds for an operation before any rule looks at it. */
export interface BaseEffect {
  readonly effect: Effect;
  readonly obligations: readonly Obligation[];
  readonly reason: Reason;
}

const STEP_UP: readonly Obligation[] = [{ kind: 'step_up' }];
const RISK_DEFAULT: Readonly<Record<Risk, Effect>> = {
  read: 'allow',
  write: 'ask',
  destructive: 'ask',
  financial: 'ask',
  admin: 'ask',
};

/** The most specific statement wins: a tier, else the manifest's default, else the default of the risk, else deny. */
export function baseEffect(policy: CompiledPolicy, facts: PolicyFacts): BaseEffect {
  const tier = tierFor(policy, facts.agent.name, facts.connection.name, facts.operation);
  if (tier) return { effect: tier.effect, obligations: [], reason: tierReason(tier, facts.operation) };
  return defaultEffect(facts);
}

/**
 * The tier that speaks for an operation, or null. The agent's own tiers come before the connection's, names
 * before patterns, long patterns before short ones. One exception keeps a broad stroke from undoing a careful
 * one: where the agent has only a pattern and the connection has the name, the stricter of the two holds.
 */
export function tierFor(
  policy: CompiledPolicy,
  agent: string,
  connection: string,
  operation: string,
): Tier | null {
  const own = policy.tiers.get(tierSetKey(connection, agent));
  const shared = policy.tiers.get(tierSetKey(connection, undefined));
  const ownExact = own?.exact.get(operation);
  if (ownExact) return ownExact;
  const ownGlob = longestGlob(own, operation);
  const sharedExact = shared?.exact.get(operation);
  if (ownGlob && sharedExact)
    return strictness(sharedExact.effect) > strictness(ownGlob.effect) ? sharedExact : ownGlob;
  return ownGlob ?? sharedExact ?? longestGlob(shared, operation);
}

/** What holds when no tier speaks: the manifest's word, else the risk's. A risky ask always needs step-up. */
export function defaultEffect(facts: Pick<PolicyFacts, 'manifestDefault' | 'risk'>): BaseEffect {
  const { manifestDefault, risk } = facts;
  const known = RISKS.includes(risk) && (manifestDefault === null || EFFECTS.includes(manifestDefault));
  if (!known) {
    const detail = 'Nothing this version knows speaks for this operation.';
    return { effect: 'deny', obligations: [], reason: { code: 'no_tier', detail } };
  }
  const effect = manifestDefault ?? RISK_DEFAULT[risk];
  const risky = risk !== 'read' && risk !== 'write';
  const code: ReasonCode = manifestDefault === null ? 'default_risk' : 'default_manifest';
  return {
    effect,
    obligations: effect === 'ask' && risky ? STEP_UP : [],
    reason: { code, detail: `Risk: ${risk}.` },
  };
}

function longestGlob(set: TierSet | undefined, operation: string): Tier | null {
  return set?.globs.find((tier) => globMatches(tier.operation, operation)) ?? null;
}

function tierReason(tier: Tier, operation: string): Reason {
  const rule = `${tier.agent === undefined ? '' : `${tier.agent}@`}${tier.connection}/${tier.operation}`;
  if (tier.agent !== undefined) return { code: 'tier_agent', rule };
  return { code: tier.operation === operation ? 'tier_connection' : 'tier_glob', rule };
}
