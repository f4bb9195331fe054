/**
 * `npm run torture -- --runs N [--seed S] [--database sqlite|postgres] [--kill]`: random failures, with seeds that repeat.
 * `npm run torture -- --points [--database …]`: every named point with every failure.
 * `npm run torture -- --mixed N [--restarts 10] [--database …]`: many calls of every kind over restarts.
 */
import { parseArgs } from 'node:util';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import { runPoints } from './crash-points.ts';
import { runMixed } from './mixed.ts';
import { runMany } from './random-runs.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'sqlite' },
    kill: { type: 'boolean', default: false },
    points: { type: 'boolean', default: false },
    mixed: { type: 'string' },
    restarts: { type: 'string', default: '10' },
  },
});

const cleanups: (() => void | Promise<void>)[] = [];
const owner = { after: (done: () => void | Promise<void>) => void cleanups.push(done) };
const dialect = readDialect(values.database);
const print = (line: string) => console.log(line);
try {
  const violations = await run();
  process.exitCode = violations === 0 ? 0 : 1;
} finally {
  for (const clean of cleanups.reverse()) await clean();
}
process.exit();

function run(): Promise<number> {
  if (values.points) return runPoints(owner, { dialect, print });
  if (values.mixed === undefined) return random();
  return runMixed(owner, { dialect, calls: Number(values.mixed), restarts: Number(values.restarts), print });
}

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

function readDialect(name: string): Dialect {
  if (name === 'sqlite' || name === 'postgres') return name;
  throw new Error('--database is sqlite or postgres');
}
