import {
  ANY_DOMAIN,
  canonical,
  compare,
  compile,
  type Effect,
  evaluate,
  type OperationDefaults,
  type OperationsOf,
  type PolicyDocument,
  type RecipientLimit,
  type Rule,
  strictest,
  type Tier,
} from '@agentport/engine';

/** Cannot be an agent's name: stands for every agent no tier names. */
const ANY_AGENT = '';

/**
 * The strictest of two policies: what may apply at once while the looser parts of the new one wait for a person.
 * When that changes nothing, or cannot be shown to loosen nothing, the old policy stays as it is.
 */
export function tightenOnly(
  old: PolicyDocument,
  next: PolicyDocument,
  operationsOf: OperationsOf,
): PolicyDocument {
  const both = {
    v: 1 as const,
    tiers: strictestTiers(old, next, operationsOf),
    rules: allRules(old, next),
    recipients: fewerRecipients(old, next),
  };
  const changes = compare(old, both, operationsOf);
  const tightens = changes.length > 0 && changes.every((change) => change.kind === 'tightening');
  return tightens ? both : old;
}

/** Whom both allow; where the numbers cannot be compared, nobody. */
function fewerRecipients(old: PolicyDocument, next: PolicyDocument): RecipientLimit[] {
  return (old.recipients ?? []).flatMap((was): RecipientLimit[] => {
    const is = next.recipients?.find(({ connection }) => connection === was.connection);
    if (!is || (was.ask_above === undefined) !== (is.ask_above === undefined)) return [];
    const [mine, theirs] = [new Set(was.allowed_domains), new Set(is.allowed_domains)];
    const allowed_domains = [...new Set([...mine, ...theirs])].filter(
      (domain) =>
        (mine.has(domain) || mine.has(ANY_DOMAIN)) && (theirs.has(domain) || theirs.has(ANY_DOMAIN)),
    );
    const above = Math.min(was.ask_above ?? Infinity, is.ask_above ?? Infinity);
    return [
      {
        connection: was.connection,
        allowed_domains,
        ...(Number.isFinite(above) && { ask_above: above }),
        ...(is.source && { source: is.source }),
      },
    ];
  });
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
      const before = effectIn(old, scope, defaults);
      const effect = strictest(before, effectIn(next, scope, defaults));
      const isNew = !old.tiers.some((tier) => tier.operation === operation && sameScope(tier, scope));
      // an operation nobody knows is denied as it stands; a tier that says so would only be in the way later
      if (isNew && effect === before && !known.includes(defaults)) continue;
      const source = sourceOf(next, scope, operation) ?? sourceOf(old, scope, operation);
      tiers.push({ ...scope, operation, effect, ...(source && { source }) });
    }
  }
  return tiers;
}

/** Who says something about an operation by its name, so that what was tightened keeps its owner. */
function sourceOf(document: PolicyDocument, scope: Scope, operation: string): Tier['source'] {
  return document.tiers.find((tier) => tier.operation === operation && sameScope(tier, scope))?.source;
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

/**
 * Old rules stay; new ones join unless they allow, for an allowing rule can take the place of an ask. A rule that is
 * there already does not join again, whatever its id: the same file is read many times.
 */
function allRules(old: PolicyDocument, next: PolicyDocument): Rule[] {
  const rules = [...old.rules];
  const known = new Set(rules.map(meaning));
  const ids = new Set(rules.map((rule) => rule.id));
  for (const rule of next.rules) {
    if (rule.effect === 'allow' || known.has(meaning(rule))) continue;
    let id = rule.id;
    while (ids.has(id)) id = `${id}~new`;
    ids.add(id);
    rules.push({ ...rule, id });
  }
  return rules;
}

function meaning({ match, effect, obligations, condition }: Rule): string {
  return canonical({
    match: { ...match },
    effect,
    obligations: [...obligations],
    condition: condition ?? null,
  });
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
