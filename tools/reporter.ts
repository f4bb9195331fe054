import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

/** One line of what a test file reports. `end` comes last and only when every test had its turn. */
export type Line =
  | { readonly kind: 'pass' | 'skip'; readonly title: string; readonly path: string }
  | { readonly kind: 'fail'; readonly title: string; readonly path: string; readonly error: string }
  | { readonly kind: 'end' };

/**
 * A reporter for node:test that counts only what proves something: leaf tests. A suite or a test with parts is
 * no further test, unless it failed by itself (a hook, its own body). One JSON object a line, for `run-tests.ts`.
 */
export async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = [];
  let deepest = -1; // nesting of the last result: a result one level above it is a parent
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      names.length = data.nesting;
      names[data.nesting] = data.name;
    }
    if (type === 'test:summary' && data.file !== undefined) yield line({ kind: 'end' });
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const isParent = data.details.type === 'suite' || deepest > data.nesting;
    deepest = data.nesting;
    const at = { title: data.name, path: [...names.slice(0, data.nesting), data.name].join(' > ') };
    const excused = isExcused(data.skip) || isExcused(data.todo);
    if (type === 'test:fail' && !excused && !onlyItsPartsFailed(data.details.error)) {
      yield line({ kind: 'fail', ...at, error: reasonOf(data.details.error) });
    } else if (!isParent) {
      yield line({ kind: excused ? 'skip' : 'pass', ...at });
    }
  }
}

/** Node loads a reporter by its default export. */
export default report;

function isExcused(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}

function onlyItsPartsFailed(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function reasonOf(error: Error): string {
  return inspect(error.cause ?? error, { depth: 4 });
}

function line(value: Line): string {
  return `${JSON.stringify(value)}\n`;
}
