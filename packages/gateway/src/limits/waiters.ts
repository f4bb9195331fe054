/** Callers held open for a person's answer, on this gateway: bounded, and shared fairly among agents (T70). */
export interface Waiters {
  /** Takes a place. @returns what gives it back, null when there is none for this agent */
  enter(agentId: string): (() => void) | null;
  readonly size: number;
}

/**
 * An agent may fill what is left when every agent that waits, and one that may come, has the same share: however many
 * callers the first one holds open, the second one is served.
 */
export function createWaiters(max: () => number): Waiters {
  const held = new Map<string, number>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    enter(agentId) {
      const own = held.get(agentId) ?? 0;
      const agents = held.size + (own === 0 ? 1 : 0);
      const share = Math.max(1, Math.floor(max() / (agents + 1)));
      if (size >= max() || own >= share) return null;
      size += 1;
      held.set(agentId, own + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        size -= 1;
        const rest = (held.get(agentId) ?? 1) - 1;
        if (rest === 0) held.delete(agentId);
        else held.set(agentId, rest);
      };
    },
  };
}
