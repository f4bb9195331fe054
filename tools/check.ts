import { unitTests } from './find-tests.ts';
import { requireNode24 } from './node-version.ts';
import { runSteps } from './run-steps.ts';
import { runTests } from './run-tests.ts';
import { staticSteps } from './steps.ts';
import { createTally } from './tally.ts';
import { withTestServer } from './test-server.ts';

/** `npm run check`: format, lint, types, architecture and unit tests; what to run before every commit. */

const CONCURRENCY = 2;

requireNode24();
const tally = createTally((text) => process.stdout.write(text));
await runSteps(staticSteps(), CONCURRENCY, tally.addStep);
await withTestServer(() => runTests(unitTests(), CONCURRENCY, tally.addFile));
process.exitCode = tally.finish();
