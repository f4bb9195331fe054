import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { JsonValue } from '@agentport/engine';
import fc from 'fast-check';
import { checkArguments } from './arguments.ts';
import type { Operation } from './definition.ts';
import { createCatalog, loadCatalog } from './load.ts';
import { definitionFromTools } from './mcp-definition.ts';

const INTEGRATIONS = new URL('../../../../integrations/', import.meta.url).pathname;

describe('checking arguments', () => {
  let refund: Operation;
  let customer: Operation;
  let protection: Operation;
  before(async () => {
    const catalog = await loadCatalog(INTEGRATIONS);
    refund = catalog.operation('stripe', 'create_refund') ?? assert.fail();
    customer = catalog.operation('stripe', 'create_customer') ?? assert.fail();
    protection = catalog.operation('github', 'update_branch_protection') ?? assert.fail();
  });

  function problems(operation: Operation, args: JsonValue) {
    const checked = checkArguments(operation, args);
    return checked.ok ? [] : checked.problems;
  }

  const charge = 'ch_1';
  const said: readonly (readonly [JsonValue, string, string])[] = [
    [{ charge, amount: '12' }, '/amount', 'amount must be an integer (got string).'],
    [{ charge, amount: null }, '/amount', 'amount must be an integer (got null).'],
    [{ charge, amount: 1.5 }, '/amount', 'amount must be an integer (got number).'],
    [{ charge, amount: 0 }, '/amount', 'amount must be 1 or more.'],
    [{ charge, amount: 1e9 }, '/amount', 'amount must be 99999999 or less.'],
    [{ charge, ammount: 12 }, '/ammount', 'Unknown argument `ammount` (did you mean `amount`?).'],
    [{ charge, zebra: 12 }, '/zebra', 'Unknown argument `zebra`.'],
    [
      { charge, reason: 'because' },
      '/reason',
      'reason must be one of duplicate, fraudulent, requested_by_customer.',
    ],
    [{ charge: '../x' }, '/charge', 'charge must match ^[A-Za-z0-9_-]{1,255}$.'],
    [{ amount: 12 }, '', 'Give exactly one of charge, payment_intent (got none).'],
    [
      { charge, payment_intent: 'pi_1' },
      '',
      'Give exactly one of charge, payment_intent (got charge and payment_intent).',
    ],
    [
      { charge, metadata: { ticket: 7 } },
      '/metadata/ticket',
      'metadata.ticket must be a string (got number).',
    ],
    [{ charge, metadata: {} }, '/metadata', 'metadata must have at least 1 keys.'],
  ];
  for (const [args, path, message] of said) {
    it(`says of ${JSON.stringify(args)}: ${message}`, () => {
      const [problem] = problems(refund, args);
      assert.equal(problem?.message, message);
      assert.equal(problem?.path, path);
    });
  }

  for (const args of [null, [], 'x', 7, true]) {
    it(`refuses ${JSON.stringify(args)} as arguments`, () => {
      assert.deepEqual(
        problems(refund, args).map((problem) => problem.expected),
        ['object'],
      );
    });
  }

  it('names a missing argument with its place', () => {
    const args = { owner: 'o', repo: 'r', branch: 'main' };
    const missing = problems(protection, args).map((problem) => problem.path);
    assert.deepEqual(missing.toSorted(), [
      '/enforce_admins',
      '/required_pull_request_reviews',
      '/required_status_checks',
      '/restrictions',
    ]);
  });

  it('tells every problem of a small call at once, up to 20', () => {
    assert.equal(problems(refund, { charge, amount: 'x', reason: 'y', zebra: 1 }).length, 3);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x${index}`, 1]));
    assert.equal(problems(refund, { charge, ...many }).length, 20);
  });

  it('passes arguments on as they came: nothing coerced, nothing filled in', () => {
    const args = { charge, amount: 12 };
    const checked = checkArguments(refund, args);
    assert.ok(checked.ok);
    assert.equal(checked.args, args);
    assert.deepEqual(args, { charge, amount: 12 });
    assert.equal(problems(refund, { charge, amount: '12' }).length, 1);
    assert.equal(problems(customer, { name: 7 }).length, 1);
  });

  it('T20 prototype names are unknown arguments', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const args = JSON.parse(`{"charge":"ch_1","${name}":"x"}`);
      assert.equal(problems(refund, args).length, 1, name);
    }
  });

  it('T54 arguments that fit the schema but not the address are refused with their path', () => {
    const read = { owner: 'o', repo: 'r', branch: '../main' };
    const args = {
      ...read,
      required_status_checks: null,
      enforce_admins: null,
      required_pull_request_reviews: null,
      restrictions: null,
    };
    assert.deepEqual(
      problems(protection, args).map((problem) => problem.path),
      ['/branch'],
    );
  });

  it('never repeats a value: it may be a secret in the wrong place', () => {
    fc.assert(
      fc.property(fc.constantFrom('amount', 'charge', 'reason', 'metadata', 'customer_id'), (name) => {
        const secret = 'sk_test_NotReal/0123456789';
        const shown = JSON.stringify(problems(refund, { charge: 'ch_1', [name]: secret }));
        assert.ok(!shown.includes(secret));
      }),
    );
  });

  it('any JSON is either accepted or refused in words, never a throw', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const checked = checkArguments(protection, value as JsonValue);
        assert.ok(checked.ok || checked.problems.every((problem) => problem.message.length > 10));
      }),
    );
  });

  it('T71 a schema that refers to itself without end cannot keep the check busy', () => {
    const inputSchema = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/a' } },
      $defs: { a: { allOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }] } },
    };
    const tool = toolCalled('loop', { name: 'loop', inputSchema });
    const started = performance.now();
    assert.equal(checkArguments(tool, { a: 1 }).ok, true);
    assert.ok(performance.now() - started < 2_000);
  });

  it('checks an upstream tool by its own schema, references included', () => {
    const inputSchema = {
      type: 'object',
      required: ['to'],
      additionalProperties: false,
      properties: { to: { $ref: '#/$defs/address' }, n: { type: 'integer', exclusiveMaximum: 5 } },
      $defs: { address: { type: 'object', required: ['city'], properties: { city: { type: 'string' } } } },
    };
    const tool = toolCalled('send', { name: 'send', inputSchema });
    assert.equal(checkArguments(tool, { to: { city: 'Köln' } }).ok, true);
    assert.equal(checkArguments(tool, { to: {} }).ok, false);
    assert.equal(checkArguments(tool, { to: { city: 1 } }).ok, false);
    assert.equal(checkArguments(tool, { to: { city: 'x' }, n: 5 }).ok, false);
    assert.equal(checkArguments(tool, { to: { city: 'x' }, other: 1 }).ok, false);
  });

  it('T72 an upstream pattern is not run here', () => {
    const inputSchema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    const tool = toolCalled('slow', { name: 'slow', inputSchema });
    const started = performance.now();
    assert.equal(checkArguments(tool, { a: `${'a'.repeat(60)}!` }).ok, true);
    assert.ok(performance.now() - started < 1_000);
  });

  it('refuses a call whose schema cannot be compiled', () => {
    const inputSchema = { type: 'object', properties: { a: { type: 'strin' } } };
    const tool = toolCalled('odd', { name: 'odd', inputSchema });
    assert.equal(checkArguments(tool, { a: 'x' }).ok, false);
  });
});

function toolCalled(name: string, ...tools: JsonValue[]): Operation {
  return createCatalog([definitionFromTools('x', tools)]).operation('mcp', name) ?? assert.fail(name);
}
