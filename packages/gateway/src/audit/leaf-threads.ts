import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LeafPage, Leaves } from './leaves.ts';

export interface LeafJob {
  readonly from: number;
  readonly count: number;
}

const PAGE = 4_096;
const THREADS_MAX = 4;
/** Stretches that each thread has before it: it never waits for this one. */
const AHEAD = 2;

/**
 * Reads the entries of a database file in several threads, each with a connection of its own. Reading, hashing and
 * comparing entries takes three quarters of a verification, and no entry needs another one for it; the tree, which needs
 * all of them in order, is built by whoever asks.
 */
export function leavesOf(path: string, page: number = PAGE): Leaves {
  const threads = Array.from(
    { length: Math.min(availableParallelism(), THREADS_MAX) },
    () => new LeafThread(path),
  );
  const ask = (job: LeafJob) => (threads[(job.from / page) % threads.length] ?? threads[0])?.read(job);
  const asked = new Map<number, Promise<LeafPage> | undefined>();
  let next = 0;
  return {
    page,
    async read(from, count) {
      // what is read beyond the end of the log is empty, and never asked for
      for (; next <= from + page * AHEAD * threads.length; next += page)
        asked.set(next, ask({ from: next, count: page }));
      // a page of which only the beginning could be read is followed by one that begins elsewhere
      const read = await (asked.get(from) ?? ask({ from, count }));
      asked.delete(from);
      if (read === undefined) throw new Error('There is no thread to read the log.');
      return cut(read, count);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

/** A log that grows has more than what is verified. */
function cut({ hashes, found }: LeafPage, count: number): LeafPage {
  const beyond = found !== null && hashes.length >= count * 32;
  return { hashes: hashes.subarray(0, count * 32), found: beyond ? null : found };
}

interface Waiting {
  resolve(page: LeafPage): void;
  reject(error: unknown): void;
}

class LeafThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: unknown = null;

  constructor(path: string) {
    this.#worker = new Worker(new URL('./leaf-thread.ts', import.meta.url), { workerData: { path } });
    this.#worker.on('message', (answer: LeafPage | { failure: string }) => {
      const first = this.#waiting.shift();
      if ('failure' in answer) first?.reject(new Error(answer.failure));
      else first?.resolve(answer);
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('A thread that read the log ended.')));
  }

  read(job: LeafJob): Promise<LeafPage> {
    const page = new Promise<LeafPage>((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure);
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(job);
    });
    page.catch(() => undefined); // one that nobody asks for any more
    return page;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
