import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { readTrust, verifyDatabase, witnessFiles } from '../../packages/gateway/src/audit/index.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { serve } from '../harness/serve.ts';

/** Verifies a log as `agentport audit verify` does. */
serve({}, async ({ dataDir }: { dataDir: string }) => {
  const trust = readTrust(witnessFiles(path.join(dataDir, 'witness')));
  const began = performance.now();
  const { ok, size, problem } = await verifyDatabase(path.join(dataDir, 'agentport.db'), trust, systemClock);
  if (!ok) throw new Error(`the log did not verify: ${problem?.message}`);
  return { size, ms: performance.now() - began };
});
