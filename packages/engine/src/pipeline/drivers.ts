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
    next =
      next.value instanceof Promise
        ? steps.throw(new StepCannotWait('a step must answer at once here'))
        : steps.next(next.value);
  }
  return next.value;
}
