/**
 * `npm run torture -- --runs N [--seed S] [--database sqlite|postgres] [--kill]`: random failures, with seeds that repeat.
 * `npm run torture -- --mixed N [--restarts 10] [--database …]`: many calls of every kind over restarts.
 */
import { parseArgs } from 'node:util';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import { runMixed } from './mixed.ts';
import { runMany } from './random-runs.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'sqlite' },
    kill: { type: 'boolean', default: false },
    mixed: { type: 'string' },
    restarts: { type: 'string', default: '10' },
  },
});

const cleanups: (() => void | Promise<void>)[] = [];
const owner = { after: (done: () => void | Promise<void>) => void cleanups.push(done) };
const dialect = readDialect(values.database);
const print = (line: string) => console.log(line);
try {
  const violations =
    values.mixed === undefined ? await random() : await mixed(Number(values.mixed), Number(values.restarts));
  process.exitCode = violations === 0 ? 0 : 1;
} finally {
  for (const clean of cleanups.reverse()) await clean();
}
process.exit();

async function random(): Promise<number> {
  const { violations } = await runMany(owner, {
    dialect,
    runs: Number(values.runs),
    firstSeed: Number(values.seed),
    ...(values.kill ? { kinds: ['kill'] } : {}),
    print,
  });
  return violations;
}

function mixed(calls: number, restarts: number): Promise<number> {
  return runMixed(owner, { dialect, calls, restarts, print });
}

function readDialect(name: string): Dialect {
  if (name === 'sqlite' || name === 'postgres') return name;
  throw new Error('--database is sqlite or postgres');
}
