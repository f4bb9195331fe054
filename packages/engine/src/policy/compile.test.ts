import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compile } from './compile.ts';
import { type PolicyDocument, PolicyError, type Rule, type Tier } from './document.ts';
import { evaluate } from './evaluate.ts';

const tier: Tier = { connection: 'stripe', operation: 'create_refund', effect: 'ask' };
const rule: Rule = { id: 'r1', match: {}, effect: 'deny', obligations: [] };

function refuses(document: object, path: string): void {
  assert.throws(
    () => compile({ v: 1, tiers: [], rules: [], ...document } as PolicyDocument, 1, null),
    (error) => error instanceof PolicyError && error.path === path,
    JSON.stringify(document),
  );
}

describe('compile', () => {
  test('a policy with anything unknown in it is refused whole', () => {
    refuses({ v: 2 }, '/v');
    refuses({ tiers: [tier, { ...tier, operation: 'x', effect: 'maybe' }] }, '/tiers/1/effect');
    refuses({ tiers: [{ ...tier, operation: '' }] }, '/tiers/0/operation');
    refuses({ tiers: [{ ...tier, connection: 'stripe ada' }] }, '/tiers/0/connection');
    refuses({ rules: [{ ...rule, effect: 'permit' }] }, '/rules/0/effect');
    refuses({ rules: [{ ...rule, match: { owner: 'x' } }] }, '/rules/0/match/owner');
    refuses({ rules: [{ ...rule, match: { operation: ['a'] } }] }, '/rules/0/match/operation');
    refuses({ rules: [{ ...rule, match: { risk: 'small' } }] }, '/rules/0/match/risk');
    refuses({ rules: [rule, rule] }, '/rules/1/id');
  });

  test('a condition without a compiler for it is refused, never skipped', () => {
    refuses({ rules: [{ ...rule, condition: 'args.amount < 100' }] }, '/rules/0/condition');
  });

  test('the same tier twice is refused and both places are named', () => {
    const file: Tier = { ...tier, source: { owner: 'file', file: 'agentport.yaml', line: 7 } };
    const own: Tier = { ...tier, effect: 'allow', source: { owner: 'console' } };
    assert.throws(
      () => compile({ v: 1, tiers: [file, own], rules: [] }, 1, null),
      /agentport\.yaml:7, console/,
    );
    refuses(
      {
        tiers: [
          { ...tier, operation: 'a*' },
          { ...tier, operation: 'a*' },
        ],
      },
      '/tiers/1',
    );
  });

  test('a decision costs about the same with 20 connections of tiers and with 2,000', () => {
    const facts = {
      agent: { id: 'agt_1', name: 'ada' },
      connection: { name: 'c7' },
      integration: 'stripe',
      operation: 'op_3',
      risk: 'write' as const,
      manifestDefault: null,
      hide: [],
      args: {},
    };
    const lookups = (connections: number) => {
      const tiers = Array.from({ length: connections * 10 }, (_, i): Tier => {
        return { connection: `c${Math.floor(i / 10)}`, operation: `op_${i % 10}`, effect: 'ask' };
      });
      const policy = compile({ v: 1, tiers, rules: [] }, 1, null);
      const set = policy.tiers.get('c7');
      assert.equal(evaluate(policy, facts, []).effect, 'ask');
      return (set?.exact.size ?? 0) + (set?.globs.length ?? 0) + policy.rulesOfAll.length;
    };
    assert.equal(lookups(20), lookups(2_000));
  });
});
