import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sourceOf } from './source.ts';

const froms = (text: string) => sourceOf('a.ts', text).imports.map(({ from }) => from);

describe('reading a source', () => {
  test('every way to import is found, with its names and whether it is only a type', () => {
    const text = [
      "import { a, type B, c as d } from './one.ts';",
      "import type { E } from './two.ts';",
      "import { type F } from './three.ts';",
      "import def, * as all from './four.ts';",
      "import './five.ts';",
      "export { g } from './six.ts';",
      "export * from './seven.ts';",
      "import {\n  h,\n  i,\n} from './eight.ts';",
      "const x = await import('./nine.ts');",
      'const y = await import(name);',
      "const z = require('./ten.ts');",
    ].join('\n');
    const { imports } = sourceOf('a.ts', text);
    assert.deepEqual(
      imports.map(({ from, typeOnly }) => [from, typeOnly]),
      [
        ['./one.ts', false],
        ['./two.ts', true],
        ['./three.ts', true],
        ['./four.ts', false],
        ['./five.ts', false],
        ['./six.ts', false],
        ['./seven.ts', false],
        ['./eight.ts', false],
        ['./nine.ts', false],
        [null, false],
        ['./ten.ts', false],
      ],
    );
    assert.deepEqual(imports[0]?.names, ['a', 'c']);
  });

  test('what only looks like code, in a comment, string, template or regular expression, is not code', () => {
    const text = [
      "// import './a.ts'",
      "/* import './b.ts' */",
      `const s = "import './c.ts'";`,
      "const t = `import './d.ts' \x24{process.env.X} eval(`;",
      "const r = /import '.\\/e.ts'/;",
      "const u = 'it\\'s'; const v = /['\"]/.test(u);",
      "import './real.ts';",
    ].join('\n');
    assert.deepEqual(froms(text), ['./real.ts']);
    const { code } = sourceOf('a.ts', text);
    assert.match(code, /process\.env/);
    assert.doesNotMatch(code, /eval/);
    assert.equal(code.length, text.length);
  });

  test('templates within templates and braces within them end where they end', () => {
    const text = "const a = `x \x24{b.map((c) => `y \x24{ { d: c }.d } z`)} eval`;\nimport './after.ts';";
    assert.deepEqual(froms(text), ['./after.ts']);
    assert.doesNotMatch(sourceOf('a.ts', text).code, /eval/);
  });

  test('an apostrophe or a slash in JSX does not swallow what follows', () => {
    const text = "const a = <p>Don't {b} </p>;\nconst c = d / e;\nimport('./later.tsx');";
    assert.deepEqual(froms(text), ['./later.tsx']);
  });
});
