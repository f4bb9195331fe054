import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../kernel/clock.ts';
import { openSqliteReader } from '../storage/index.ts';
import type { LeafJob } from './leaf-threads.ts';
import { type LeafPage, readLeaves } from './leaves.ts';

/** One of the threads that read a log: answers each stretch it is asked for, in order. */

const { read } = openSqliteReader({ path: (workerData as { path: string }).path, clock: systemClock });
const port = parentPort;
if (port === null) throw new Error('This file is run as a thread.');

port.on('message', async ({ from, count }: LeafJob) => {
  const answer: LeafPage | { failure: unknown } = await readLeaves(read, from, count).catch(
    (error: unknown) => ({
      failure: error instanceof Error ? error.message : String(error),
    }),
  );
  port.postMessage(answer);
});
