import type { LiveChange } from '@agentport/contract';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
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

const told = new Set<(change: LiveChange) => void>();

/** Tells what changed to a page that keeps what it read. */
export function useLiveChange(onChange: (change: LiveChange) => void): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    const tell = (change: LiveChange) => latest.current(change);
    told.add(tell);
    return () => void told.delete(tell);
  }, []);
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

/** Changes closer together than this are read together: a busy agent must not make every page read without end. */
const TOGETHER_MS = 700;

const touched = new Map<string, readonly string[]>();
let together: ReturnType<typeof setTimeout> | undefined;

function refresh(change: LiveChange | null): void {
  if (change) for (const tell of told) tell(change);
  const keys = [['approvals'], ['status'], ['agents'], ['audit'], ['overview'], ['sessions']];
  if (!change) keys.push(['approval']);
  else if (change.approval_id) keys.push(['approval', change.approval_id]);
  for (const key of keys) touched.set(key.join(), key);
  if (together !== undefined) return;
  readTouched();
  together = setTimeout(() => {
    together = undefined;
    if (touched.size > 0) readTouched();
  }, TOGETHER_MS);
}

function readTouched(): void {
  for (const queryKey of touched.values()) void knowledge.invalidateQueries({ queryKey });
  touched.clear();
}
