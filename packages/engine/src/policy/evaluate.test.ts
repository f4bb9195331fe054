import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { EFFECTS, type Finding, type Obligation } from '../decision/decision.ts';
import { REASONS } from '../decision/reasons.ts';
import { type ConditionCompiler, compile } from './compile.ts';
import type { PolicyDocument, Rule, Tier } from './document.ts';
import { evaluate } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';

interface DecisionCase {
  description: string;
  policy: Omit<PolicyDocument, 'v'>;
  facts?: Partial<PolicyFacts>;
  findings?: Finding[];
  expect: { effect: string; reasons: string[]; rule?: string | null; obligations?: Obligation[] };
}

/** The words the case files use as conditions; the real language joins with its own compiler. */
const conditions: ConditionCompiler = (rule) => {
  if (rule.condition === 'always') return () => true;
  if (rule.condition === 'never') return () => false;
  if (rule.condition === 'not_boolean') return () => 'true' as unknown as boolean;
  return () => {
    throw new Error('no such field');
  };
};

const folder = new URL('../../../../tests/cases/decisions/', import.meta.url);
let count = 0;

for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
  const table: { facts: PolicyFacts; cases: DecisionCase[] } = parse(
    readFileSync(new URL(file, folder), 'utf8'),
  );
  describe(`decisions: ${file}`, () => {
    for (const row of table.cases) {
      count += 1;
      test(row.description, () => {
        const policy = compile({ v: 1, ...row.policy }, 7, conditions);
        const decision = evaluate(policy, { ...table.facts, ...row.facts }, row.findings ?? []);
        assert.equal(decision.effect, row.expect.effect);
        assert.deepEqual(
          decision.reasons.map((reason) => reason.code),
          row.expect.reasons,
        );
        assert.deepEqual(decision.obligations, row.expect.obligations ?? []);
        assert.equal(decision.policy.version, 7);
        if (row.expect.rule !== undefined) assert.equal(decision.policy.rule, row.expect.rule);
      });
    }
  });
}

const name = fc.constantFrom('ada', 'bob');
const operation = fc.constantFrom('create_refund', 'create_*', '*', '*refund', 'delete_customer');
const effect = fc.constantFrom(...EFFECTS);
const tier: fc.Arbitrary<Tier> = fc.record(
  { agent: name, connection: fc.constantFrom('stripe', 'github'), operation, effect },
  { requiredKeys: ['connection', 'operation', 'effect'] },
);
const tiers = fc.uniqueArray(tier, {
  maxLength: 8,
  selector: (t) => `${t.agent ?? ''}@${t.connection}/${t.operation}`,
});
const rules: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      match: fc.record({ agent: name, operation }, { requiredKeys: [] }),
      effect,
      obligations: fc.subarray<Obligation>([{ kind: 'step_up' }, { kind: 'hide_fields', paths: ['email'] }]),
    }),
    { maxLength: 4 },
  )
  .map((list) => list.map((rule, index) => ({ id: `r${index}`, ...rule })));
const facts: fc.Arbitrary<PolicyFacts> = fc.record({
  agent: name.map((agent) => ({ id: `agt_${agent}`, name: agent })),
  connection: fc.constant({ name: 'stripe' }),
  integration: fc.constant('stripe'),
  operation: fc.constantFrom('create_refund', 'delete_customer', 'list_customers'),
  risk: fc.constantFrom('read', 'write', 'destructive', 'financial', 'admin'),
  manifestDefault: fc.constantFrom(null, ...EFFECTS),
  hide: fc.constantFrom([], ['**.client_secret']),
  args: fc.constant({}),
});
const document = fc.record({ v: fc.constant(1 as const), tiers, rules });

describe('evaluate', () => {
  test('at least forty cases lie in the tables', () => assert.ok(count >= 40, String(count)));

  test('every decision has a reason from the closed list and only obligations this version knows', () => {
    fc.assert(
      fc.property(document, facts, (d, f) => {
        const decision = evaluate(compile(d, 1, null), f, []);
        assert.ok(decision.reasons.length > 0);
        assert.ok(decision.reasons.every((reason) => REASONS.includes(reason.code)));
        assert.ok(decision.obligations.every((o) => o.kind === 'step_up' || o.kind === 'hide_fields'));
      }),
      { numRuns: 2_000 },
    );
  });

  test('the order in which tiers and rules are written changes neither effect nor obligations', () => {
    const answer = (d: PolicyDocument, f: PolicyFacts) => {
      const { effect, obligations } = evaluate(compile(d, 1, null), f, []);
      return { effect, obligations: obligations.map((o) => o.kind) };
    };
    fc.assert(
      fc.property(document, facts, (d, f) => {
        const turned = { ...d, tiers: d.tiers.toReversed(), rules: d.rules.toReversed() };
        assert.deepEqual(answer(turned, f), answer(d, f));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a deny rule or a base deny is final: no other rule and no tier order makes it anything else', () => {
    fc.assert(
      fc.property(document, facts, (d, f) => {
        const denied = {
          ...d,
          rules: [...d.rules, { id: 'stop', match: {}, effect: 'deny' as const, obligations: [] }],
        };
        assert.equal(evaluate(compile(denied, 1, null), f, []).effect, 'deny');
      }),
    );
  });

  test('findings never lower an effect', () => {
    const finding: fc.Arbitrary<Finding> = fc.record({
      detector: fc.constant('d'),
      severity: fc.constantFrom('info', 'high', 'critical'),
      path: fc.constant(''),
      message: fc.constant('m'),
    });
    fc.assert(
      fc.property(document, facts, fc.array(finding, { maxLength: 3 }), (d, f, findings) => {
        const policy = compile(d, 1, null);
        const before = EFFECTS.indexOf(evaluate(policy, f, []).effect);
        assert.ok(EFFECTS.indexOf(evaluate(policy, f, findings).effect) >= before);
      }),
      { numRuns: 2_000 },
    );
  });
});
