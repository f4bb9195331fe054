/** `npm run torture -- --runs N [--seed S] [--database sqlite|postgres] [--kill]`: random failures, with seeds that repeat. */
import { parseArgs } from 'node:util';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import { runMany } from './random-runs.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'sqlite' },
    kill: { type: 'boolean', default: false },
  },
});

const cleanups: (() => void | Promise<void>)[] = [];
const owner = { after: (done: () => void | Promise<void>) => void cleanups.push(done) };
const dialect = readDialect(values.database);
try {
  const { violations } = await runMany(owner, {
    dialect,
    runs: Number(values.runs),
    firstSeed: Number(values.seed),
    ...(values.kill ? { kinds: ['kill'] } : {}),
    print: (line) => console.log(line),
  });
  process.exitCode = violations === 0 ? 0 : 1;
} finally {
  for (const clean of cleanups.reverse()) await clean();
}
process.exit();

function readDialect(name: string): Dialect {
  if (name === 'sqlite' || name === 'postgres') return name;
  throw new Error('--database is sqlite or postgres');
}
