import {
  compare,
  compile,
  type Effect,
  evaluate,
  type OperationDefaults,
  type OperationsOf,
  type PolicyDocument,
  type Rule,
  strictest,
  type Tier,
} from '@agentport/engine';

/** Cannot be an agent's name: stands for every agent no tier names. */
const ANY_AGENT = '';

/**
 * The strictest of two policies: what may apply at once while the looser parts of the new one wait for a person.
 * When even that cannot be shown to loosen nothing, the old policy stays as it is.
 */
export function tightenOnly(
  old: PolicyDocument,
  next: PolicyDocument,
  operationsOf: OperationsOf,
): PolicyDocument {
  const both = { v: 1 as const, tiers: strictestTiers(old, next, operationsOf), rules: allRules(old, next) };
  const loosens = compare(old, both, operationsOf).some((change) => change.kind === 'loosening');
  return loosens ? old : both;
}

function strictestTiers(old: PolicyDocument, next: PolicyDocument, operationsOf: OperationsOf): Tier[] {
  const patterns = old.tiers.filter(isPattern);
  const newDenials = next.tiers.filter(
    (tier) =>
      isPattern(tier) &&
      tier.effect === 'deny' &&
      !patterns.some((known) => sameScope(known, tier) && known.operation === tier.operation),
  );
  const tiers = [...patterns, ...newDenials];
  for (const scope of scopesOf([...old.tiers, ...next.tiers])) {
    const named = [...old.tiers, ...next.tiers].filter((tier) => sameScope(tier, scope) && !isPattern(tier));
    const known = operationsOf(scope.connection);
    const names = new Set([...known.map((entry) => entry.operation), ...named.map((tier) => tier.operation)]);
    for (const operation of names) {
      const defaults = known.find((entry) => entry.operation === operation) ?? unknownOperation(operation);
      const effect = strictest(effectIn(old, scope, defaults), effectIn(next, scope, defaults));
      tiers.push({ ...scope, operation, effect });
    }
  }
  return tiers;
}

function effectIn(document: PolicyDocument, scope: Scope, defaults: OperationDefaults): Effect {
  return evaluate(
    compile({ ...document, rules: [] }, 0, null),
    {
      agent: { id: ANY_AGENT, name: scope.agent ?? ANY_AGENT },
      connection: { name: scope.connection },
      integration: '',
      ...defaults,
      hide: [],
      args: {},
    },
    [],
  ).effect;
}

/** Old rules stay; new ones join unless they allow, for an allowing rule can take the place of an ask. */
function allRules(old: PolicyDocument, next: PolicyDocument): Rule[] {
  const ids = new Set(old.rules.map((rule) => rule.id));
  const added = next.rules.filter((rule) => rule.effect !== 'allow');
  return [
    ...old.rules,
    ...added.map((rule) => (ids.has(rule.id) ? { ...rule, id: `${rule.id}~new` } : rule)),
  ];
}

interface Scope {
  readonly agent?: string;
  readonly connection: string;
}

function scopesOf(tiers: readonly Tier[]): Scope[] {
  const scopes = new Map<string, Scope>();
  for (const { agent, connection } of tiers) {
    scopes.set(connection, { connection });
    if (agent !== undefined) scopes.set(`${connection} ${agent}`, { agent, connection });
  }
  return [...scopes.values()];
}

function sameScope(tier: Scope, scope: Scope): boolean {
  return tier.connection === scope.connection && tier.agent === scope.agent;
}

function isPattern(tier: Tier): boolean {
  return tier.operation.includes('*');
}

function unknownOperation(operation: string): OperationDefaults {
  return { operation, risk: 'admin', manifestDefault: 'deny' };
}
