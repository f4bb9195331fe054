import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireNode24 } from './node-version.ts';
import { type FileResult, runTests } from './run-tests.ts';

/** Proves that every row of the table of promises names a test that exists under exactly this title and passes. */

export const PROMISES_FILE = 'docs/reference/promises.md';

const ROOT = path.join(import.meta.dirname, '..');
const FILE_LIMIT_MS = 300_000;
const ROW = /^\|\s*(\d+)\s*\|(.*)\|\s*(.*?)\s*\|\s*$/;
const PROOF = /`([^`#]+)#([^`]+)`/g;

interface Proof {
  readonly line: number;
  readonly file: string;
  readonly title: string;
}

/** One sentence for each row that proves nothing; an empty list when the table is true. */
export function checkPromises(
  table: string,
  results: readonly Pick<FileResult, 'file' | 'lines'>[],
): string[] {
  const ran = new Map(results.map((result) => [result.file, result.lines]));
  return [
    ...unreadableRows(table),
    ...proofsOf(table).flatMap(({ line, file, title }) => {
      const named = ran.get(file)?.filter((test) => test.title === title) ?? [];
      if (named.length === 0) return [`line ${line}: ${file} has no test titled "${title}".`];
      return named.every((test) => test.kind === 'pass') ? [] : [`line ${line}: "${title}" does not pass.`];
    }),
  ];
}

function unreadableRows(table: string): string[] {
  const lines = table.split('\n');
  const rows = lines.flatMap((text, index) => (/^\|\s*\d/.test(text) ? [{ text, line: index + 1 }] : []));
  if (rows.length === 0) return ['The table has no row.'];
  return rows.flatMap(({ text, line }) =>
    (ROW.exec(text)?.[3] ?? '').match(PROOF)
      ? []
      : [`line ${line}: no \`file#test title\` in the last column.`],
  );
}

function proofsOf(table: string): Proof[] {
  return table.split('\n').flatMap((text, index) =>
    [...(ROW.exec(text)?.[3] ?? '').matchAll(PROOF)].map((match) => ({
      line: index + 1,
      file: match[1] ?? '',
      title: match[2] ?? '',
    })),
  );
}

async function main(): Promise<void> {
  requireNode24();
  const table = readFileSync(path.join(ROOT, PROMISES_FILE), 'utf8');
  const files = [...new Set(proofsOf(table).map(({ file }) => file))].sort();
  const results = await runTests(
    files.map((file) => ({ file, limitMs: FILE_LIMIT_MS })),
    2,
    () => undefined,
  );
  const problems = checkPromises(table, results);
  process.stdout.write(problems.length === 0 ? 'Every promise has its test.\n' : `${problems.join('\n')}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
