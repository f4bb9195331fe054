import { useSyncExternalStore } from 'react';

/** Whether the gateway can be reached: null, or since when not (ms UTC of this device). */
let lostSince: number | null = null;
const listeners = new Set<() => void>();

function set(next: number | null): void {
  if ((next === null) === (lostSince === null)) return;
  lostSince = next;
  for (const listener of listeners) listener();
}

export function markReached(): void {
  set(null);
}

export function markLost(): void {
  set(Date.now());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Null while the gateway answers; otherwise since when it does not. Decisions are off then. */
export function useLostSince(): number | null {
  return useSyncExternalStore(subscribe, () => lostSince);
}
