import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EFFECTS, type Obligation } from '../decision/decision.ts';
import { compile } from './compile.ts';
import type { PolicyDocument, Rule, Tier } from './document.ts';
import { evaluate } from './evaluate.ts';
import { compare, type OperationDefaults } from './tighten.ts';

const catalog: readonly OperationDefaults[] = [
  { operation: 'list_customers', risk: 'read', manifestDefault: null },
  { operation: 'create_customer', risk: 'write', manifestDefault: null },
  { operation: 'create_refund', risk: 'financial', manifestDefault: null },
  { operation: 'delete_customer', risk: 'destructive', manifestDefault: 'deny' },
];
const operationsOf = (connection: string) => (connection === 'stripe' ? catalog : []);

const policy = (tiers: Tier[], rules: Rule[] = []): PolicyDocument => ({ v: 1, tiers, rules });
const tier = (operation: string, effect: Tier['effect'], agent?: string): Tier => ({
  connection: 'stripe',
  operation,
  effect,
  ...(agent === undefined ? {} : { agent }),
});
const rule = (id: string, effect: Rule['effect'], rest: Partial<Rule> = {}): Rule => {
  return { id, match: {}, effect, obligations: [], ...rest };
};

function kinds(old: PolicyDocument, next: PolicyDocument): string[] {
  return [...new Set(compare(old, next, operationsOf).map((change) => change.kind))].sort();
}

describe('compare', () => {
  test('T103 lowering an effect by a tier is a loosening, raising it a tightening', () => {
    assert.deepEqual(
      kinds(policy([tier('create_refund', 'ask')]), policy([tier('create_refund', 'allow')])),
      ['loosening'],
    );
    assert.deepEqual(kinds(policy([tier('create_refund', 'deny')]), policy([tier('create_refund', 'ask')])), [
      'loosening',
    ]);
    assert.deepEqual(kinds(policy([tier('create_refund', 'ask')]), policy([tier('create_refund', 'deny')])), [
      'tightening',
    ]);
    assert.deepEqual(kinds(policy([]), policy([tier('list_customers', 'ask')])), ['tightening']);
  });

  test('T103 removing a deny that falls back to a milder default is a loosening', () => {
    const [change] = compare(policy([tier('list_customers', 'deny')]), policy([]), operationsOf);
    assert.equal(change?.kind, 'loosening');
    assert.equal(change?.what, 'list_customers on stripe goes from deny to allow.');
    assert.equal(change?.path, '/tiers/0');
    assert.deepEqual(kinds(policy([tier('delete_customer', 'allow')]), policy([])), ['tightening']);
  });

  test('T103 writing down what already holds by default changes nothing, step-up included', () => {
    const written = [
      tier('create_refund', 'ask'),
      tier('list_customers', 'allow'),
      tier('delete_customer', 'deny'),
    ];
    assert.deepEqual(compare(policy([]), policy(written), operationsOf), []);
    assert.deepEqual(compare(policy(written), policy([]), operationsOf), []);
  });

  test('T103 a tier for one agent is compared with what held for that agent before', () => {
    const before = policy([tier('create_refund', 'deny')]);
    assert.deepEqual(kinds(before, policy([...before.tiers, tier('create_refund', 'allow', 'ada')])), [
      'loosening',
    ]);
    assert.deepEqual(kinds(before, policy([...before.tiers, tier('list_customers', 'deny', 'ada')])), [
      'tightening',
    ]);
  });

  test('T103 a pattern is a loosening unless it denies or got stricter: it reaches operations to come', () => {
    assert.ok(kinds(policy([]), policy([tier('create_*', 'ask')])).includes('loosening'));
    assert.deepEqual(kinds(policy([]), policy([tier('create_*', 'deny')])), ['tightening']);
    assert.ok(kinds(policy([tier('*', 'deny')]), policy([])).includes('loosening'));
    assert.deepEqual(kinds(policy([tier('*', 'allow')]), policy([tier('*', 'deny')])), ['tightening']);
    assert.ok(kinds(policy([tier('*', 'ask')]), policy([tier('*', 'allow')])).includes('loosening'));
  });

  test('T103 an operation or connection the catalog does not know is judged by the worse assumption', () => {
    const unknown: Tier = { connection: 'elsewhere', operation: 'do_it', effect: 'ask' };
    assert.deepEqual(kinds(policy([]), policy([unknown])), ['loosening']);
    assert.deepEqual(kinds(policy([unknown]), policy([])), ['loosening']);
    assert.deepEqual(kinds(policy([]), policy([{ ...unknown, effect: 'deny' }])), ['tightening']);
  });

  test('T103 rules: a new allow, a lost deny, a changed reach or a lost obligation is a loosening', () => {
    const hide: Obligation = { kind: 'hide_fields', paths: ['email'] };
    assert.deepEqual(kinds(policy([]), policy([], [rule('a', 'allow')])), ['loosening']);
    assert.deepEqual(kinds(policy([]), policy([], [rule('a', 'ask')])), ['tightening']);
    assert.deepEqual(kinds(policy([], [rule('a', 'deny')]), policy([])), ['loosening']);
    assert.deepEqual(kinds(policy([], [rule('a', 'allow')]), policy([])), ['tightening']);
    assert.deepEqual(kinds(policy([], [rule('a', 'allow', { obligations: [hide] })]), policy([])), [
      'loosening',
    ]);
    assert.deepEqual(
      kinds(policy([], [rule('a', 'deny')]), policy([], [rule('a', 'deny', { match: { agent: 'ada' } })])),
      ['loosening'],
    );
    assert.deepEqual(
      kinds(policy([], [rule('a', 'ask', { obligations: [hide] })]), policy([], [rule('a', 'deny')])),
      ['loosening'],
    );
    assert.deepEqual(
      kinds(policy([], [rule('a', 'ask')]), policy([], [rule('a', 'deny', { obligations: [hide] })])),
      ['tightening'],
    );
  });

  test('the same policy in another order, or with other places noted, changes nothing', () => {
    const tiers = [
      tier('create_refund', 'ask'),
      tier('create_*', 'deny'),
      tier('list_customers', 'allow', 'ada'),
    ];
    const moved = tiers
      .toReversed()
      .map((t): Tier => ({ ...t, source: { owner: 'file', file: 'a.yaml', line: 3 } }));
    assert.deepEqual(
      compare(policy(tiers, [rule('a', 'ask')]), policy(moved, [rule('a', 'ask')]), operationsOf),
      [],
    );
  });

  test('T103 whenever no loosening is reported, no call of any agent is decided more mildly', () => {
    const effect = fc.constantFrom(...EFFECTS);
    const operation = fc.constantFrom(
      'create_refund',
      'list_customers',
      'create_*',
      '*',
      '*_customer',
      'unheard_of',
    );
    const tiers = fc.uniqueArray(
      fc
        .record({ agent: fc.constantFrom('ada', undefined), operation, effect })
        .map((t) => tier(t.operation, t.effect, t.agent)),
      { maxLength: 4, selector: (t) => `${t.agent}/${t.operation}` },
    );
    const match = fc.record({ agent: fc.constant('ada'), operation }, { requiredKeys: [] });
    const obligations = fc.subarray<Obligation>([
      { kind: 'step_up' },
      { kind: 'hide_fields', paths: ['email'] },
    ]);
    const rules = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), match, effect, obligations }),
      { maxLength: 2, selector: (r) => r.id },
    );
    const document = fc.record({ v: fc.constant(1 as const), tiers, rules });
    // operations the catalog learns of only later are part of the claim
    const later: OperationDefaults[] = (['read', 'write', 'financial'] as const).flatMap((risk) =>
      [null, ...EFFECTS].map((manifestDefault) => ({ operation: 'unheard_of', risk, manifestDefault })),
    );
    const future = later.map((defaults) => ({ ...defaults, operation: 'create_anything' }));
    let proven = 0;
    fc.assert(
      fc.property(document, document, (old, next) => {
        if (compare(old, next, operationsOf).some((change) => change.kind === 'loosening')) return;
        proven += 1;
        for (const defaults of [...catalog, ...later, ...future]) {
          for (const name of ['ada', 'bob']) {
            const facts = {
              agent: { id: 'agt_1', name },
              connection: { name: 'stripe' },
              integration: 'stripe',
              hide: [],
              args: {},
              ...defaults,
            };
            const was = evaluate(compile(old, 1, null), facts, []);
            const is = evaluate(compile(next, 2, null), facts, []);
            assert.ok(
              EFFECTS.indexOf(is.effect) >= EFFECTS.indexOf(was.effect),
              JSON.stringify({ facts, was, is }),
            );
            if (is.effect === 'deny') continue;
            for (const { kind } of was.effect === is.effect ? was.obligations : []) {
              assert.ok(
                is.obligations.some((o) => o.kind === kind),
                JSON.stringify({ facts, was, is }),
              );
            }
          }
        }
      }),
      { numRuns: 30_000 },
    );
    assert.ok(proven > 500, `only ${proven} pairs without a loosening: the claim is hardly tested`);
  });
});
