import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compare,
  compile,
  type Effect,
  evaluate,
  type OperationDefaults,
  type PolicyDocument,
  type Rule,
  strictest,
  type Tier,
} from '@agentport/engine';
import fc from 'fast-check';
import { tightenOnly } from './tighten.ts';

const CATALOG: readonly OperationDefaults[] = [
  { operation: 'list_customers', risk: 'read', manifestDefault: null },
  { operation: 'create_customer', risk: 'write', manifestDefault: null },
  { operation: 'create_refund', risk: 'financial', manifestDefault: null },
  { operation: 'delete_customer', risk: 'destructive', manifestDefault: 'deny' },
];
const operationsOf = (connection: string) => (connection === 'stripe' ? CATALOG : []);
const EFFECTS: readonly Effect[] = ['allow', 'ask', 'deny'];
const AGENTS = ['ada', 'bob', 'somebody'];

const effect = fc.constantFrom(...EFFECTS);
const operation = fc.constantFrom(...CATALOG.map(({ operation: name }) => name), '*', 'create_*');
const tier: fc.Arbitrary<Tier> = fc
  .record({ operation, effect, agent: fc.option(fc.constantFrom('ada', 'bob')) })
  .map(({ agent, ...rest }) => ({ connection: 'stripe', ...rest, ...(agent === null ? {} : { agent }) }));
const rule: fc.Arbitrary<Rule> = fc
  .record({ id: fc.constantFrom('one', 'two'), effect, operation })
  .map(({ operation: matched, ...rest }) => ({ ...rest, match: { operation: matched }, obligations: [] }));
const policy: fc.Arbitrary<PolicyDocument> = fc.record({
  v: fc.constant(1 as const),
  tiers: fc.uniqueArray(tier, { maxLength: 5, selector: (t) => `${t.agent ?? ''} ${t.operation}` }),
  rules: fc.uniqueArray(rule, { maxLength: 2, selector: ({ id }) => id }),
});

/** What an agent gets for every operation, by the decision point itself. */
function effectsOf(document: PolicyDocument, agent: string): Effect[] {
  const compiled = compile(document, 1, null);
  return CATALOG.map(
    (defaults) =>
      evaluate(
        compiled,
        {
          agent: { id: 'agt_1', name: agent },
          connection: { name: 'stripe' },
          integration: 'stripe',
          ...defaults,
          hide: [],
          args: {},
        },
        [],
      ).effect,
  );
}

const plain = (tiers: Tier[]): PolicyDocument => ({ v: 1, tiers, rules: [] });
const stripe = (name: string, given: Effect): Tier => ({
  connection: 'stripe',
  operation: name,
  effect: given,
});

test('T103 whatever a file says, what applies at once is never weaker than before, for any agent', () => {
  fc.assert(
    fc.property(policy, policy, (old, next) => {
      const applied = tightenOnly(old, next, operationsOf);
      for (const agent of AGENTS) {
        const [before, after] = [effectsOf(old, agent), effectsOf(applied, agent)];
        for (const [index, was] of before.entries()) {
          assert.equal(strictest(was, after[index] ?? 'allow'), after[index], `${agent} ${index}`);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('T103 what applies at once is by comparison a tightening, or the old policy itself', () => {
  fc.assert(
    fc.property(policy, policy, (old, next) => {
      const applied = tightenOnly(old, next, operationsOf);
      const kinds = compare(old, applied, operationsOf).map(({ kind }) => kind);
      assert.ok(applied === old || kinds.every((kind) => kind === 'tightening'), kinds.join());
    }),
  );
});

test('a denial in a file applies at once, also beside a loosening that waits', () => {
  const old = plain([stripe('list_customers', 'allow'), stripe('create_refund', 'ask')]);
  const next = plain([stripe('list_customers', 'deny'), stripe('create_refund', 'allow')]);
  const applied = effectsOf(tightenOnly(old, next, operationsOf), 'ada');
  assert.deepEqual(applied, ['deny', 'ask', 'ask', 'deny']);
});

test('a file that only loosens changes nothing at once', () => {
  const old = plain([stripe('create_refund', 'deny')]);
  assert.equal(tightenOnly(old, plain([stripe('create_refund', 'allow')]), operationsOf), old);
});
