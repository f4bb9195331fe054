import type { Steps } from './enforce.ts';

/** Drives the path where steps may wait: the gateway, and the guard around asynchronous functions. */
export async function runAsync<R>(steps: Steps<R>): Promise<R> {
  let next = steps.next();
  while (!next.done) {
    try {
      next = steps.next(await next.value);
    } catch (error) {
      next = steps.throw(error);
    }
  }
  return next.value;
}

/** Thrown into the path when a step wants to wait where nothing can: the call is then denied. */
export class StepCannotWait extends Error {}

/** Drives the path around a synchronous function: a step that needs to wait ends as a fault, never as an allow. */
export function runSync<R>(steps: Steps<R>): R {
  let next = steps.next();
  while (!next.done) {
    next = isWaiting(next.value) ? steps.throw(abandon(next.value)) : steps.next(next.value);
  }
  return next.value;
}

/** Anything with `then` counts: a promise of another realm or library waits just as well. */
function isWaiting(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Nobody will look at the step any more; its rejection must not end the process as an unhandled one. */
function abandon(waiting: PromiseLike<unknown>): StepCannotWait {
  waiting.then(undefined, () => undefined);
  return new StepCannotWait('a step must answer at once here');
}
