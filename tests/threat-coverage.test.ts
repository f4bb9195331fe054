import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** The numbered attacks that this version must survive, by their numbers in the threat model. */
const NUMBERS = [
  ...span(1, 8),
  ...span(10, 26),
  ...span(33, 35),
  ...span(37, 49),
  51,
  53,
  ...span(54, 58),
  ...span(60, 63),
  ...span(65, 71),
  74,
  ...span(81, 86),
  ...span(88, 91),
  93,
  94,
  ...span(98, 104),
];

function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Numbers at the beginning of a quoted text, a title or a part that titles are made of, or of a row of a table. */
const TITLE = /(?:['"`]|\bfault: )((?:T\d+[a-z]? )+)/g;

test('every attack of the threat list has a test whose title begins with its number', () => {
  const files = globSync(['{packages,tests}/**/*.test.ts', 'tests/cases/**/*.yaml'], {
    cwd: REPOSITORY,
    exclude: ['**/node_modules/**'],
  });
  const covered = new Set<number>();
  for (const file of files) {
    for (const [, numbers = ''] of readFileSync(`${REPOSITORY}/${file}`, 'utf8').matchAll(TITLE)) {
      for (const [, number] of numbers.matchAll(/T(\d+)/g)) covered.add(Number(number));
    }
  }
  const missing = NUMBERS.filter((number) => !covered.has(number)).map((number) => `T${number}`);
  assert.deepEqual(missing, [], 'these attacks have no test');
});
