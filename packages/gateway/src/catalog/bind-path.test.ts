import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bindPath } from './bind-path.ts';

const ONE = '/v1/customers/{customer}/sources';
const REST = '/repos/{owner}/contents/{path:segments}';
const SLASHED = '/branches/{branch:one}/protection';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[./\\%a-f0-9;?#@:&= +~-]{0,12}$/),
);

/** What a server sees: the path as an HTTP server's URL parser gives it. */
function segmentsSeen(path: string): readonly string[] {
  const url = new URL(path, 'https://api.example.com');
  assert.equal(url.host, 'api.example.com');
  assert.equal(url.pathname, path, 'the URL parser changed the path');
  assert.equal(url.search + url.hash, '');
  return url.pathname.slice(1).split('/').map(decodeURIComponent);
}

describe('binding arguments into a path', () => {
  it('T54 no argument changes the shape of the path: a server reads back exactly the argument, or it is refused', () => {
    fc.assert(
      fc.property(anyText, (customer) => {
        const bound = bindPath(ONE, { customer });
        if (bound.problems.length > 0) return;
        assert.deepEqual(segmentsSeen(bound.path), ['v1', 'customers', customer, 'sources']);
      }),
      { numRuns: 2_000 },
    );
  });

  it('T54 an argument of several segments never climbs out nor empties a segment', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), (parts) => {
        const path = parts.join('/');
        const bound = bindPath(REST, { owner: 'o', path });
        if (bound.problems.length > 0) return;
        assert.deepEqual(segmentsSeen(bound.path), ['repos', 'o', 'contents', ...path.split('/')]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('T54 an argument that may hold slashes stays one segment', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 4 }), (parts) => {
        const branch = parts.join('/');
        const bound = bindPath(SLASHED, { branch });
        if (bound.problems.length > 0) return;
        assert.deepEqual(segmentsSeen(bound.path), ['branches', branch, 'protection']);
      }),
      { numRuns: 2_000 },
    );
  });

  const refused = [
    '',
    '.',
    '..',
    'a/b',
    '../x',
    'a\\b',
    '%2e%2e',
    '%2E.',
    'a%2fb',
    'a%5Cb',
    '%252e',
    'a\0b',
    'a\r\nb',
    '\ud800',
  ];
  for (const customer of refused) {
    it(`T54 refuses ${JSON.stringify(customer)} as one segment`, () => {
      const bound = bindPath(ONE, { customer });
      assert.equal(bound.problems.length, 1);
      assert.equal(bound.problems[0]?.path, '/customer');
    });
  }

  for (const path of ['', '/', '/etc', 'a//b', 'a/', 'a/../b', './a', 'a/..']) {
    it(`T54 refuses ${JSON.stringify(path)} as several segments`, () => {
      assert.equal(bindPath(REST, { owner: 'o', path }).problems.length, 1);
    });
  }

  const encoded: readonly (readonly [string, string])[] = [
    ['a;b=c', 'a%3Bb%3Dc'],
    ['x?y#z', 'x%3Fy%23z'],
    ['@evil.example', '%40evil.example'],
    ["!'()*", '%21%27%28%29%2A'],
    ['ü 1', '%C3%BC%201'],
    ['...', '...'],
  ];
  for (const [customer, expected] of encoded) {
    it(`encodes ${customer} as ${expected}`, () => {
      assert.equal(bindPath(ONE, { customer }).path, `/v1/customers/${expected}/sources`);
    });
  }

  it('refuses an argument that is missing or neither text nor number', () => {
    for (const args of [
      {},
      { customer: null },
      { customer: true },
      { customer: ['a'] },
      { customer: { a: 1 } },
    ]) {
      assert.equal(bindPath(ONE, args).problems.length, 1);
    }
  });
});
