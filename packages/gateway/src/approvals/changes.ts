import type { CallState } from '../storage/schema/calls.ts';

/** A call moved: whoever waits for it, or looks at it, wants to know. */
export interface Change {
  readonly callId: string;
  readonly approvalId: string | null;
  readonly agentId: string;
  readonly state: CallState;
}

export type ChangeListener = (change: Change) => void;

/** In-process wake-ups. They carry no truth: a listener reads the database again. */
export interface Changes {
  announce(change: Change): void;
  listen(listener: ChangeListener): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<ChangeListener>();
  return {
    announce(change) {
      for (const listener of [...listeners]) listener(change);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
