import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compare,
  compile,
  type OperationDefaults,
  type PolicyDocument,
  type Rule,
  type Tier,
} from '@agentport/engine';
import fc from 'fast-check';
import { tightenOnly } from './tighten.ts';

const OPERATIONS: readonly OperationDefaults[] = [
  { operation: 'list', risk: 'read', manifestDefault: null },
  { operation: 'create', risk: 'write', manifestDefault: null },
  { operation: 'create_big', risk: 'financial', manifestDefault: null },
  { operation: 'wipe', risk: 'destructive', manifestDefault: 'deny' },
];
const operationsOf = (connection: string) => (connection === 'shop' ? OPERATIONS : []);

const effect = fc.constantFrom('allow' as const, 'ask' as const, 'deny' as const);
const tier: fc.Arbitrary<Tier> = fc.record(
  {
    agent: fc.constantFrom('clerk', 'bot'),
    connection: fc.constantFrom('shop', 'elsewhere'),
    operation: fc.constantFrom('list', 'create', 'create_big', 'wipe', 'unknown', 'create*', '*'),
    effect,
  },
  { requiredKeys: ['connection', 'operation', 'effect'] },
);
const rule: fc.Arbitrary<Rule> = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  match: fc.constantFrom(
    {},
    { connection: 'shop' },
    { operation: 'create*' },
    { agent: 'bot' },
    { risk: 'write' as const },
  ),
  effect,
  obligations: fc.constantFrom([], [{ kind: 'step_up' as const }]),
});
const document: fc.Arbitrary<PolicyDocument> = fc.record({
  v: fc.constant(1 as const),
  tiers: fc.uniqueArray(tier, {
    maxLength: 6,
    selector: ({ agent, connection, operation }) => `${agent} ${connection} ${operation}`,
  }),
  rules: fc.uniqueArray(rule, { maxLength: 3, selector: ({ id }) => id }),
});

const isLoosening = ({ kind }: { kind: string }) => kind === 'loosening';

test('T103 what applies at once is never looser than what was, whatever the file says', () => {
  fc.assert(
    fc.property(document, document, (old, next) => {
      const both = tightenOnly(old, next, operationsOf);
      compile(both, 1, null);
      assert.deepEqual(compare(old, both, operationsOf).filter(isLoosening), []);
    }),
    { numRuns: 300 },
  );
});

test('T103 reading the same file again changes nothing more', () => {
  fc.assert(
    fc.property(document, document, (old, next) => {
      const once = tightenOnly(old, next, operationsOf);
      assert.deepEqual(compare(once, tightenOnly(once, next, operationsOf), operationsOf), []);
    }),
    { numRuns: 300 },
  );
});

test('a new deny applies beside an allow that has to wait', () => {
  const old: PolicyDocument = { v: 1, tiers: [], rules: [] };
  const next: PolicyDocument = {
    v: 1,
    tiers: [
      { connection: 'shop', operation: 'list', effect: 'deny' },
      { connection: 'shop', operation: 'create', effect: 'allow' },
    ],
    rules: [],
  };
  const changes = compare(old, tightenOnly(old, next, operationsOf), operationsOf);
  assert.deepEqual(
    changes.map(({ kind, what }) => [kind, what.includes('list')]),
    [['tightening', true]],
  );
});
