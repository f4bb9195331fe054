import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runTests } from './run-tests.ts';
import { createTally } from './tally.ts';

const IMPORT = "import { before, describe, test } from 'node:test';\n";
let folder: string;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'agentport-run-tests-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs one file with this source; @returns what was printed and the exit code */
async function run(source: string, limitMs = 20_000): Promise<{ last: string; all: string; code: number }> {
  const file = path.join(folder, 'case.test.ts');
  await writeFile(file, IMPORT + source);
  let all = '';
  const tally = createTally((text) => {
    all += text;
  });
  await runTests([{ file, limitMs }], 1, tally.addFile);
  const code = tally.finish();
  return { last: all.trimEnd().split('\n').at(-1) ?? '', all, code };
}

describe('the count of tests', () => {
  test('only leaves are counted: neither suites nor tests with parts', async () => {
    const source = `
      describe('s', () => {
        test('one', () => {});
        test('parts', async (t) => { await t.test('two', () => {}); await t.test('three', () => {}); });
      });
      test('four', () => {});`;
    assert.deepEqual(pick(await run(source)), ['4 passed, 0 failed', 0]);
  });

  test('a failed part fails once, not once more for everything around it', async () => {
    const source = `describe('s', () => { test('p', async (t) => { await t.test('no', () => { throw new Error('x'); }); }); });`;
    const ended = await run(source);
    assert.deepEqual(pick(ended), ['0 passed, 1 failed', 1]);
    assert.match(ended.all, /s > p > no/);
  });

  test('a test that fails after its parts passed is a failure', async () => {
    const source = `test('p', async (t) => { await t.test('yes', () => {}); throw new Error('own'); });`;
    assert.deepEqual(pick(await run(source)), ['1 passed, 1 failed', 1]);
  });

  test('a broken hook is a failure', async () => {
    const source = `describe('s', () => { before(() => { throw new Error('hook'); }); test('never', () => {}); });`;
    assert.equal((await run(source)).code, 1);
  });

  test('a skipped test is told apart and fails nothing', async () => {
    const source = `test('later', { skip: true }, () => {}); test('one', () => {});`;
    assert.deepEqual(pick(await run(source)), ['1 passed, 0 failed, 1 skipped', 0]);
  });

  const quiet: [string, string][] = [
    ['a file that cannot be loaded', `throw new Error('boom');`],
    ['a file without a test', `export {};`],
    ['a file that ends the process early', `test('a', () => { process.exit(0); });`],
    [
      'an error thrown after the last test',
      `test('a', () => { setTimeout(() => { throw new Error('late'); }, 5); });`,
    ],
  ];
  for (const [what, source] of quiet) {
    test(`${what} is a failure`, async () => assert.equal((await run(source)).code, 1));
  }

  test('a file that does not end is stopped and is a failure that says what it waited for', async () => {
    const ended = await run(`test('a', () => { setTimeout(() => {}, 90_000); });`, 1_500);
    assert.deepEqual(pick(ended), ['1 passed, 1 failed', 1]);
    assert.match(ended.all, /had not ended after 1.5 s/);
    assert.match(ended.all, /still open: timer that fires in 8\d{4} ms/);
  });

  test('a failed step counts and is named', () => {
    let all = '';
    const tally = createTally((text) => {
      all += text;
    });
    tally.addStep({ name: 'format and lint', ok: false, ms: 1, output: 'x.ts is not formatted' });
    assert.equal(tally.finish(), 1);
    assert.match(all, /Failed:\n {2}format and lint\n\n0 passed, 1 failed\n$/);
  });
});

function pick({ last, code }: { last: string; code: number }): [string, number] {
  return [last, code];
}
