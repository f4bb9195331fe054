import type { LiveChange } from '@agentport/contract';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { knowledge } from './gateway.ts';
import { ROUTES } from './routes.gen.ts';

/** A refused stream is not retried by the browser itself. */
const AGAIN_MS = 10_000;

let live = false;
const listeners = new Set<() => void>();

function setLive(next: boolean): void {
  if (live === next) return;
  live = next;
  for (const listener of listeners) listener();
}

/** Whether changes arrive by themselves; if not, the pages ask again every few seconds. */
export function useLive(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => live,
  );
}

/** Listens while a person is signed in. An event carries no truth: what it names is read again. */
export function useLiveChanges(): void {
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt opens a new stream
  useEffect(() => {
    const source = new EventSource(ROUTES.events.path);
    let again: ReturnType<typeof setTimeout> | undefined;
    const onChange = (event: MessageEvent<string>) => refresh(parse(event.data));
    source.addEventListener('open', () => {
      setLive(true);
      refresh(null);
    });
    source.addEventListener('error', () => {
      setLive(false);
      if (source.readyState === EventSource.CLOSED)
        again = setTimeout(() => setAttempt((n) => n + 1), AGAIN_MS);
    });
    source.addEventListener('message', onChange);
    source.addEventListener('call', onChange);
    return () => {
      clearTimeout(again);
      source.close();
      setLive(false);
    };
  }, [attempt]);
}

function parse(data: string): LiveChange | null {
  try {
    return JSON.parse(data) as LiveChange;
  } catch {
    return null;
  }
}

function refresh(change: LiveChange | null): void {
  const keys = [['approvals'], ['status'], ['agents'], ['audit']];
  if (!change) keys.push(['approval']);
  else if (change.approval_id) keys.push(['approval', change.approval_id]);
  for (const queryKey of keys) void knowledge.invalidateQueries({ queryKey });
}
