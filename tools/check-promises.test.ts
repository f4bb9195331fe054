import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPromises } from './check-promises.ts';

const row = (proof: string) => `| # | what | proof |\n| --- | --- | --- |\n| 4 | a link | ${proof} |\n`;
const results = [
  {
    file: 'a.test.ts',
    lines: [
      { kind: 'pass' as const, title: 'it holds', path: 's > it holds' },
      { kind: 'skip' as const, title: 'not yet', path: 'not yet' },
      { kind: 'fail' as const, title: 'broken', path: 'broken', error: 'x' },
    ],
  },
];

describe('the table of promises', () => {
  test('a row with a passing test of exactly this title is true', () => {
    assert.deepEqual(checkPromises(row('`a.test.ts#it holds`'), results), []);
  });

  const wrong = [
    '`a.test.ts#it hold`',
    '`b.test.ts#it holds`',
    '`a.test.ts#not yet`',
    '`a.test.ts#broken`',
    'soon',
  ];
  for (const proof of wrong) {
    test(`a row proven by ${proof} is refused with its line`, () => {
      const problems = checkPromises(row(proof), results);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', /^line 3: /);
    });
  }

  test('every proof of a row must pass, not just one', () => {
    assert.equal(checkPromises(row('`a.test.ts#it holds`, `a.test.ts#broken`'), results).length, 1);
  });

  test('a table without a row proves nothing', () => {
    assert.deepEqual(checkPromises('# Promises\n', results), ['The table has no row.']);
  });
});
