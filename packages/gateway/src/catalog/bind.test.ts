import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type HttpWire, type JsonObject, sha256Hex, utf8Decode } from '@agentport/engine';
import fc from 'fast-check';
import { checkArguments } from './arguments.ts';
import { bind, UncheckedArguments } from './bind.ts';
import type { Definition, Operation } from './definition.ts';
import { loadCatalog } from './load.ts';

const INTEGRATIONS = new URL('../../../../integrations/', import.meta.url).pathname;

describe('binding', () => {
  let stripe: Definition;
  let github: Definition;
  before(async () => {
    const catalog = await loadCatalog(INTEGRATIONS);
    stripe = catalog.integration('stripe') ?? assert.fail();
    github = catalog.integration('github') ?? assert.fail();
  });

  function http(definition: Definition, name: string, args: JsonObject, baseUrl?: string) {
    const operation: Operation = definition.operations[name] ?? assert.fail(name);
    const bound = bind(
      definition,
      operation,
      { base_url: baseUrl ?? definition.service.base_url ?? '' },
      args,
    );
    assert.equal(bound.wire.kind, 'http');
    return { wire: bound.wire as HttpWire, body: utf8Decode(bound.body) };
  }

  it('never sends a check argument', () => {
    const { wire, body } = http(stripe, 'create_refund', { charge: 'ch_1', customer_id: 'cus_secretive' });
    assert.equal(body, 'charge=ch_1');
    assert.ok(!JSON.stringify(wire).includes('cus_secretive'));
  });

  it('states the digest and length of exactly the bytes that leave', () => {
    const { wire, body } = http(github, 'create_issue', { owner: 'o', repo: 'r', title: 'ü' });
    assert.equal(body, '{"title":"ü"}');
    assert.equal(wire.body_bytes, 14);
    assert.equal(wire.body_sha256, sha256Hex('{"title":"ü"}'));
  });

  it('gives the same bytes whatever order the arguments came in', () => {
    const one = http(stripe, 'create_charge', { amount: 1, currency: 'eur', capture: true });
    const other = http(stripe, 'create_charge', { capture: true, currency: 'eur', amount: 1 });
    assert.deepEqual(one, other);
  });

  it('T56 a read never has a body and a body always has its type', () => {
    for (const definition of [stripe, github]) {
      for (const { binding } of Object.values(definition.operations)) {
        if (binding.kind === 'http' && binding.method === 'GET') assert.equal(binding.body, 'none');
      }
    }
    const { wire } = http(stripe, 'finalize_invoice', { invoice: 'in_1' });
    assert.equal(wire.body_bytes, 0);
    assert.ok(!wire.headers.some(([name]) => name === 'content-type'));
  });

  it('sends an empty JSON object where a body is announced and nothing is in it', () => {
    const { wire, body } = http(github, 'merge_pull_request', { owner: 'o', repo: 'r', pull_number: 7 });
    assert.equal(body, '{}');
    assert.ok(wire.headers.some(([name, value]) => name === 'content-type' && value === 'application/json'));
  });

  it('T56 no argument can smuggle in a method override', () => {
    for (const name of ['_method', 'X-HTTP-Method-Override', 'x_http_method_override']) {
      const operation = stripe.operations.create_charge ?? assert.fail();
      assert.equal(checkArguments(operation, { amount: 1, currency: 'eur', [name]: 'DELETE' }).ok, false);
    }
  });

  it('T55 no query value adds a parameter or a fragment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (q) => {
        const { wire } = http(github, 'search_issues', { q });
        assert.deepEqual(wire.query, [['q', q]]);
        assert.equal(wire.path, '/search/issues');
      }),
    );
  });

  it('T54 no argument leads to another host, whatever the connection’s prefix', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const operation = github.operations.get_file_contents ?? assert.fail();
        if (!checkArguments(operation, { owner: 'o', repo: 'r', path }).ok) return;
        const { wire } = http(
          github,
          'get_file_contents',
          { owner: 'o', repo: 'r', path },
          'https://ghe.example/api/v3',
        );
        const url = new URL(wire.origin + wire.path);
        assert.equal(url.origin, 'https://ghe.example');
        assert.equal(decodeURIComponent(url.pathname), `/api/v3/repos/o/r/contents/${path}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('T54 a branch named like a sub-route stays a branch', () => {
    const { wire } = http(github, 'get_branch', { owner: 'o', repo: 'r', branch: 'main/protection' });
    assert.equal(wire.path, '/repos/o/r/branches/main%2Fprotection');
  });

  it('T13 another base URL, header or template gives another wire', () => {
    const args = { customer: 'cus_1' };
    const operation = stripe.operations.get_customer ?? assert.fail();
    const original = JSON.stringify(
      bind(stripe, operation, { base_url: 'https://api.stripe.com' }, args).wire,
    );
    const moved = bind(stripe, operation, { base_url: 'https://evil.example' }, args).wire;
    const header = { ...stripe, service: { ...stripe.service, headers: { 'stripe-version': '2020-01-01' } } };
    assert.notEqual(JSON.stringify(moved), original);
    assert.notEqual(
      JSON.stringify(bind(header, operation, { base_url: 'https://api.stripe.com' }, args).wire),
      original,
    );
  });

  it('T57 a definition whose header would end the line is never bound', () => {
    const broken = { ...stripe, service: { ...stripe.service, headers: { 'x-version': 'a\r\nhost: evil' } } };
    const operation = stripe.operations.get_balance ?? assert.fail();
    assert.throws(() => bind(broken, operation, { base_url: 'https://api.stripe.com' }, {}));
  });

  it('throws for arguments that were never checked instead of sending something else', () => {
    assert.throws(() => http(stripe, 'get_customer', { customer: '../charges' }), UncheckedArguments);
    assert.throws(() => http(stripe, 'create_customer', { metadata: {} }), UncheckedArguments);
  });
});
