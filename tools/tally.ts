import type { StepResult } from './run-steps.ts';
import type { FileResult } from './run-tests.ts';

/** Counts over everything one command ran, and says so in the end. */
export interface Tally {
  addStep(result: StepResult): void;
  addFile(result: FileResult): void;
  /** prints the last line, exactly `N passed, N failed` or with `, N skipped`; @returns the exit code */
  finish(): number;
}

export function createTally(print: (text: string) => void): Tally {
  const count = { pass: 0, fail: 0, skip: 0 };
  const failures: string[] = [];
  return {
    addStep({ name, ok, ms, output }) {
      print(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds(ms)})\n`);
      if (ok) return;
      count.fail += 1;
      failures.push(name);
      print(indent(output));
    },
    addFile({ file, database, lines, ms, output }) {
      const name = database === undefined ? file : `${file} (PostgreSQL)`;
      for (const { kind } of lines) count[kind] += 1;
      const failed = lines.filter((line) => line.kind === 'fail');
      print(`${failed.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${lines.length} (${seconds(ms)})\n`);
      for (const { path, error } of failed) {
        failures.push(path === file ? name : `${name}: ${path}`);
        print(indent(`${path}\n${error}`));
      }
      if (failed.length > 0 && output !== '') print(indent(output));
    },
    finish() {
      if (failures.length > 0) print(`\nFailed:\n${failures.map((name) => `  ${name}\n`).join('')}`);
      const skipped = count.skip > 0 ? `, ${count.skip} skipped` : '';
      print(`\n${count.pass} passed, ${count.fail} failed${skipped}\n`);
      return count.fail > 0 ? 1 : 0;
    },
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function indent(text: string): string {
  return `${text.trimEnd().replaceAll(/^/gm, '    ')}\n`;
}
