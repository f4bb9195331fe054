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
  if (!isGiven(facts)) return notGiven(facts.connection.name);
  const tier = tierFor(policy, facts.agent.name, facts.connection.name, facts.operation);
  if (!tier) return defaultEffect(facts);
  const obligations = needsStepUp(tier.effect, facts.risk) ? STEP_UP : [];
  return { effect: tier.effect, obligations, reason: tierReason(tier, facts.operation) };
}

/** What a person gave the agent comes before every tier: a connection it was not given is denied, whatever policy says. */
function isGiven({ agent, connection }: PolicyFacts): boolean {
  return agent.connections === undefined || agent.connections.includes(connection.name);
}

function notGiven(connection: string): BaseEffect {
  const detail = `This agent was not given the connection ${connection}. An operator can give it.`;
  return { effect: 'deny', obligations: [], reason: { code: 'connection_not_given', detail } };
}

/**
 * Whether answering takes a fresh second factor. The risk demands it, not the way the ask was written: a tier
 * that spells out what the default says must not drop it. A risk this version does not know counts as risky.
 */
export function needsStepUp(effect: Effect, risk: Risk): boolean {
  return effect === 'ask' && risk !== 'read' && risk !== 'write';
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

/** What holds when no tier speaks: the manifest's word, else the risk's. */
export function defaultEffect(facts: Pick<PolicyFacts, 'manifestDefault' | 'risk'>): BaseEffect {
  const { manifestDefault, risk } = facts;
  const known = RISKS.includes(risk) && (manifestDefault === null || EFFECTS.includes(manifestDefault));
  if (!known) {
    const detail = 'Nothing this version knows speaks for this operation.';
    return { effect: 'deny', obligations: [], reason: { code: 'no_tier', detail } };
  }
  const effect = manifestDefault ?? RISK_DEFAULT[risk];
  const code: ReasonCode = manifestDefault === null ? 'default_risk' : 'default_manifest';
  return {
    effect,
    obligations: needsStepUp(effect, risk) ? STEP_UP : [],
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
