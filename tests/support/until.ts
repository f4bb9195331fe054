import { setTimeout as wait } from 'node:timers/promises';

export interface UntilOptions {
  /** Milliseconds after which it gives up. */
  readonly deadlineMs?: number;
  readonly stepMs?: number;
  /** Completes "Waited in vain for …". */
  readonly what?: string;
}

/**
 * Asks again until the answer is neither false nor undefined. Only for outside processes that offer no event to
 * wait for.
 *
 * @throws Error when the deadline has passed
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + (options.deadlineMs ?? 5_000);
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    await wait(options.stepMs ?? 20);
  }
  throw new Error(`Waited in vain for ${options.what ?? 'a condition'}.`);
}
