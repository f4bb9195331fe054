import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { checkPromises, PROMISES_FILE } from './check-promises.ts';
import { storyTests, tortureTests, unitTests } from './find-tests.ts';
import { requireNode24 } from './node-version.ts';
import { runSteps } from './run-steps.ts';
import { runTests } from './run-tests.ts';
import { buildSteps, staticSteps } from './steps.ts';
import { createTally } from './tally.ts';
import { withTestServer } from './test-server.ts';

/** `npm test`: everything `npm run check` does, then the whole-stack tests and the table of promises. */

/** They share one PostgreSQL and its connections. */
const CONCURRENCY_MAX = 4;
/** One file more than there are cores: each waits a third of its time for a browser, a database or another process. */
const CONCURRENCY = Math.min(availableParallelism() + 1, CONCURRENCY_MAX);

requireNode24();
const tally = createTally((text) => process.stdout.write(text));
await runSteps(buildSteps(), CONCURRENCY, tally.addStep);
const results = await withTestServer(async () => {
  // one after another, beside everything else: they wait five times as long as they work
  const torture = runTests(tortureTests(), 1, tally.addFile);
  await runSteps(staticSteps(), CONCURRENCY, tally.addStep);
  const others = await runTests([...unitTests(), ...storyTests()], CONCURRENCY, tally.addFile);
  return [...others, ...(await torture)];
});
const table = readFileSync(path.join(import.meta.dirname, '..', PROMISES_FILE), 'utf8');
const problems = checkPromises(table, results);
tally.addStep({ name: PROMISES_FILE, ok: problems.length === 0, ms: 0, output: problems.join('\n') });
process.exitCode = tally.finish();
