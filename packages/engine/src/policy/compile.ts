import { RISKS } from '../action/action.ts';
import { EFFECTS } from '../decision/decision.ts';
import {
  type PolicyDocument,
  PolicyError,
  type PolicySource,
  type RecipientLimit,
  type Rule,
  type Tier,
} from './document.ts';
import type { PolicyFacts } from './facts.ts';
import { globLength, isGlob } from './glob.ts';
import { checkRecipientLimits } from './recipients.ts';

/** A rule's condition, ready to run. Only exactly `true` matches, only exactly `false` does not. */
export type Condition = (facts: PolicyFacts) => boolean;
export type ConditionCompiler = (rule: Rule) => Condition;

export interface CompiledRule {
  readonly rule: Rule;
  readonly condition: Condition | null;
}

/** The tiers of one connection (and maybe one agent): names by look-up, patterns longest first. */
export interface TierSet {
  readonly exact: Map<string, Tier>;
  readonly globs: Tier[];
}

/** A policy indexed by connection, so that a decision costs the same however many tiers there are. */
export interface CompiledPolicy {
  readonly version: number;
  /** by `tierSetKey` */
  readonly tiers: ReadonlyMap<string, TierSet>;
  readonly rulesOfConnection: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly rulesOfAll: readonly CompiledRule[];
  /** by connection */
  readonly recipients: ReadonlyMap<string, RecipientLimit>;
}

const MATCH_KEYS: ReadonlySet<string> = new Set(['agent', 'connection', 'integration', 'operation', 'risk']);

/** Key of a tier set; the space cannot occur in a name, so agent and connection never run together. */
export function tierSetKey(connection: string, agent: string | undefined): string {
  return agent === undefined ? connection : `${connection} ${agent}`;
}

/**
 * Checks a policy and makes it fast to ask.
 * @throws {PolicyError} when anything in it is unknown, twice or unreadable: it then decides nothing
 */
export function compile(
  document: PolicyDocument,
  version: number,
  compileCondition: ConditionCompiler | null,
): CompiledPolicy {
  if (document.v !== 1) throw new PolicyError('This policy has a format this version does not know.', '/v');
  const tiers = new Map<string, TierSet>();
  document.tiers.forEach((tier, index) => {
    addTier(tiers, tier, `/tiers/${index}`);
  });
  // The longest pattern first; among equals the strictest, whichever was written first.
  for (const set of tiers.values()) {
    set.globs.sort(
      (a, b) =>
        globLength(b.operation) - globLength(a.operation) ||
        EFFECTS.indexOf(b.effect) - EFFECTS.indexOf(a.effect),
    );
  }
  const rulesOfConnection = new Map<string, CompiledRule[]>();
  const rulesOfAll: CompiledRule[] = [];
  const ids = new Set<string>();
  document.rules.forEach((rule, index) => {
    checkRule(rule, ids, `/rules/${index}`);
    const compiled = { rule, condition: conditionOf(rule, compileCondition, `/rules/${index}`) };
    if (rule.match.connection === undefined) rulesOfAll.push(compiled);
    else getOrAdd(rulesOfConnection, rule.match.connection, () => []).push(compiled);
  });
  const recipients = checkRecipientLimits(document.recipients ?? []);
  return { version, tiers, rulesOfConnection, rulesOfAll, recipients };
}

function addTier(tiers: Map<string, TierSet>, tier: Tier, path: string): void {
  if (!EFFECTS.includes(tier.effect)) {
    throw new PolicyError('The effect must be allow, ask or deny.', `${path}/effect`);
  }
  for (const name of ['agent', 'connection', 'operation'] as const) {
    if (tier[name] !== undefined && !/^[^\s]+$/.test(tier[name])) {
      throw new PolicyError(`The ${name} must be a name without spaces.`, `${path}/${name}`);
    }
  }
  const set = getOrAdd(tiers, tierSetKey(tier.connection, tier.agent), () => ({
    exact: new Map(),
    globs: [],
  }));
  const twin = isGlob(tier.operation)
    ? set.globs.find((other) => other.operation === tier.operation)
    : set.exact.get(tier.operation);
  if (twin) {
    throw new PolicyError(
      `${tier.connection}/${tier.operation} is stated twice (${place(twin.source)}, ${place(tier.source)}). Keep one.`,
      path,
    );
  }
  if (isGlob(tier.operation)) set.globs.push(tier);
  else set.exact.set(tier.operation, tier);
}

function checkRule(rule: Rule, ids: Set<string>, path: string): void {
  if (!EFFECTS.includes(rule.effect)) {
    throw new PolicyError('The effect must be allow, ask or deny.', `${path}/effect`);
  }
  if (rule.id === '' || ids.has(rule.id))
    throw new PolicyError('Every rule needs an id of its own.', `${path}/id`);
  ids.add(rule.id);
  // A matcher this version does not know would be skipped and the rule reach further than it says.
  for (const [key, value] of Object.entries(rule.match)) {
    if (!MATCH_KEYS.has(key)) throw new PolicyError('A rule cannot match on this.', `${path}/match/${key}`);
    if (typeof value !== 'string') throw new PolicyError('A rule matches on text.', `${path}/match/${key}`);
  }
  if (rule.match.risk !== undefined && !RISKS.includes(rule.match.risk)) {
    throw new PolicyError(`The risk must be one of ${RISKS.join(', ')}.`, `${path}/match/risk`);
  }
}

function conditionOf(rule: Rule, compileCondition: ConditionCompiler | null, path: string): Condition | null {
  if (rule.condition === undefined) return null;
  if (compileCondition === null) throw new PolicyError('Conditions are not known here.', `${path}/condition`);
  return compileCondition(rule);
}

function place(source: PolicySource | undefined): string {
  if (!source) return 'place unknown';
  if (source.owner === 'console') return 'console';
  return `${source.file ?? 'file'}${source.line === undefined ? '' : `:${source.line}`}`;
}

function getOrAdd<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
