import type { Effect } from '../decision/decision.ts';
import { unionOfObligations } from '../decision/obligations.ts';
import { strictness } from '../decision/strictest.ts';
import { canonical } from '../json/canonical.ts';
import { defaultEffect, tierFor } from './base-effect.ts';
import { type CompiledPolicy, compile } from './compile.ts';
import type { PolicyDocument, RecipientLimit, Rule, Tier } from './document.ts';
import type { PolicyFacts } from './facts.ts';
import { isGlob } from './glob.ts';
import { reachesFurther } from './recipients.ts';

/** What the catalog states for an operation, where a tier may be compared with it. */
export type OperationDefaults = Pick<PolicyFacts, 'operation' | 'risk' | 'manifestDefault'>;

/** The operations of a connection as the catalog knows them; none for a connection it does not know. */
export type OperationsOf = (connection: string) => readonly OperationDefaults[];

export interface PolicyChange {
  readonly kind: 'tightening' | 'loosening';
  /** one sentence for the person who activates it */
  readonly what: string;
  /** JSON Pointer into the new document, or into the old one for what was removed */
  readonly path: string;
}

/**
 * What a new policy changes, so that whoever can edit a file can tighten alone but never loosen alone.
 * Compared are effective results, not texts: dropping a deny that falls back to an allowing default is a
 * loosening. What is not provably at least as strict counts as a loosening. Nothing changed gives [].
 */
export function compare(
  old: PolicyDocument,
  next: PolicyDocument,
  operationsOf: OperationsOf,
): readonly PolicyChange[] {
  return [
    ...compareNames(old, next, operationsOf),
    ...comparePatterns(old, next),
    ...compareRules(old, next),
    ...compareRecipients(old, next),
  ];
}

/** Every operation the catalog or a tier names, for every agent a tier names and for all others. */
function compareNames(old: PolicyDocument, next: PolicyDocument, operationsOf: OperationsOf): PolicyChange[] {
  const before = compiledTiers(old);
  const after = compiledTiers(next);
  const changes: PolicyChange[] = [];
  for (const { agent, connection } of scopes([...old.tiers, ...next.tiers])) {
    const known = new Map(operationsOf(connection).map((defaults) => [defaults.operation, defaults]));
    const named = [...old.tiers, ...next.tiers].filter(
      (t) => t.connection === connection && !isGlob(t.operation),
    );
    for (const operation of new Set([...known.keys(), ...named.map((t) => t.operation)])) {
      const was = tierFor(before, agent ?? OTHER_AGENT, connection, operation);
      const is = tierFor(after, agent ?? OTHER_AGENT, connection, operation);
      if (was?.effect === is?.effect) continue;
      const defaults = known.get(operation);
      const from = was?.effect ?? fallback(defaults, 'deny');
      const to = is?.effect ?? fallback(defaults, 'allow');
      if (defaults && from === to) continue; // spells out the default; step-up follows the risk either way
      const who = agent === null ? '' : ` for ${agent}`;
      const what = `${operation} on ${connection}${who} goes from ${from} to ${to}.`;
      const kind = strictness(to) >= strictness(from) ? 'tightening' : 'loosening';
      changes.push({ kind, what, path: is ? pathOf(next, is) : was ? pathOf(old, was) : '/tiers' });
    }
  }
  return changes;
}

/** Cannot be an agent's name, so only tiers for every agent speak for it. */
const OTHER_AGENT = '';

function compiledTiers(document: PolicyDocument): CompiledPolicy {
  return compile({ ...document, rules: [] }, 0, null);
}

function scopes(tiers: readonly Tier[]): { agent: string | null; connection: string }[] {
  const seen = new Map<string, { agent: string | null; connection: string }>();
  for (const { agent, connection } of tiers) {
    seen.set(connection, { agent: null, connection });
    if (agent !== undefined) seen.set(`${connection} ${agent}`, { agent, connection });
  }
  return [...seen.values()];
}

/** Where no tier speaks: the default, or for an operation the catalog does not know the worse assumption. */
function fallback(defaults: OperationDefaults | undefined, assumed: Effect): Effect {
  return defaults ? defaultEffect(defaults).effect : assumed;
}

/**
 * A pattern also speaks for operations that do not exist yet, so it is judged by itself: a new or changed one
 * is safe only as a deny or when it got stricter, a removed one only when it allowed.
 */
function comparePatterns(old: PolicyDocument, next: PolicyDocument): PolicyChange[] {
  const before = patterns(old);
  const after = patterns(next);
  const changes: PolicyChange[] = [];
  for (const [key, tier] of after) {
    const was = before.get(key);
    if (was?.effect === tier.effect) continue;
    const safe =
      tier.effect === 'deny' || (was !== undefined && strictness(tier.effect) > strictness(was.effect));
    const what = `Everything that fits ${key} becomes ${tier.effect}, also operations to come.`;
    changes.push({ kind: safe ? 'tightening' : 'loosening', what, path: pathOf(next, tier) });
  }
  for (const [key, tier] of before) {
    if (after.has(key)) continue;
    const what = `Nothing is said any more about what fits ${key}; it was ${tier.effect}.`;
    changes.push({
      kind: tier.effect === 'allow' ? 'tightening' : 'loosening',
      what,
      path: pathOf(old, tier),
    });
  }
  return changes;
}

function patterns(document: PolicyDocument): Map<string, Tier> {
  const globs = document.tiers.filter((tier) => isGlob(tier.operation));
  return new Map(
    globs.map((t) => [`${t.agent === undefined ? '' : `${t.agent}@`}${t.connection}/${t.operation}`, t]),
  );
}

/** Rules may carry conditions nobody can compare, so a changed rule must differ in nothing but its strictness. */
function compareRules(old: PolicyDocument, next: PolicyDocument): PolicyChange[] {
  const before = new Map(old.rules.map((rule) => [rule.id, rule]));
  const after = new Map(next.rules.map((rule) => [rule.id, rule]));
  const changes: PolicyChange[] = [];
  next.rules.forEach((rule, index) => {
    const was = before.get(rule.id);
    if (was && sameRule(was, rule)) return;
    const safe = was ? stricterRule(was, rule) : rule.effect !== 'allow';
    const what = was ? `Rule ${rule.id} changed.` : `Rule ${rule.id} (${rule.effect}) is new.`;
    changes.push({ kind: safe ? 'tightening' : 'loosening', what, path: `/rules/${index}` });
  });
  old.rules.forEach((rule, index) => {
    if (after.has(rule.id)) return;
    const safe = rule.effect === 'allow' && rule.condition === undefined && rule.obligations.length === 0;
    const what = `Rule ${rule.id} (${rule.effect}) is gone.`;
    changes.push({ kind: safe ? 'tightening' : 'loosening', what, path: `/rules/${index}` });
  });
  return changes;
}

/** Whom a connection may write to unasked: a limit that reaches nobody new is a tightening. */
function compareRecipients(old: PolicyDocument, next: PolicyDocument): PolicyChange[] {
  const [before, after] = [old.recipients ?? [], next.recipients ?? []];
  const names = new Set([...before, ...after].map(({ connection }) => connection));
  return [...names].flatMap((name): PolicyChange[] => {
    const was = before.find(({ connection }) => connection === name) ?? null;
    const is = after.find(({ connection }) => connection === name) ?? null;
    const kind = reachesFurther(was, is) ? 'loosening' : 'tightening';
    if (kind === 'tightening' && !reachesFurther(is, was)) return [];
    const whom = is === null || is.allowed_domains.length === 0 ? 'nobody' : is.allowed_domains.join(', ');
    const what = `Without a question ${name} may write to ${whom}${many(is)}.`;
    return [{ kind, what, path: is === null ? '/recipients' : `/recipients/${after.indexOf(is)}` }];
  });
}

function many(limit: RecipientLimit | null): string {
  return limit?.ask_above === undefined ? '' : `, up to ${limit.ask_above} at once`;
}

function sameRule(a: Rule, b: Rule): boolean {
  return a.effect === b.effect && sameReach(a, b) && canonical(a.obligations) === canonical(b.obligations);
}

function sameReach(a: Rule, b: Rule): boolean {
  return a.condition === b.condition && canonical(a.match) === canonical(b.match);
}

function stricterRule(was: Rule, is: Rule): boolean {
  const both = unionOfObligations([...is.obligations, ...was.obligations]);
  const nothingLost = canonical(both) === canonical(unionOfObligations(is.obligations));
  return sameReach(was, is) && nothingLost && strictness(is.effect) >= strictness(was.effect);
}

function pathOf(document: PolicyDocument, tier: Tier): string {
  return `/tiers/${document.tiers.indexOf(tier)}`;
}
