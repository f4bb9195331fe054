import type { ApprovalSummary } from '@agentport/contract';

/** How long an answered request stays to say who answered, ms. */
export const TAKEN_MS = 6_000;

export interface Shown {
  readonly items: readonly ApprovalSummary[];
  /** by id: when it was gone, ms of the page's own clock */
  readonly taken: ReadonlyMap<string, number>;
}

export const NOTHING: Shown = { items: [], taken: new Map() };

/**
 * What stays on the page when the list is read again. Nothing moves under a finger: a known request keeps its place,
 * one that is gone stays for six seconds, and a new one waits to be let in, unless the page was empty.
 * @param at ms, monotonic
 */
export function settle(
  shown: Shown,
  waiting: readonly ApprovalSummary[],
  at: number,
): { shown: Shown; queued: readonly ApprovalSummary[] } {
  const byId = new Map(waiting.map((item) => [item.id, item]));
  const taken = new Map<string, number>();
  const kept = shown.items.flatMap((item) => {
    const current = byId.get(item.id);
    if (current) return [current];
    const since = shown.taken.get(item.id) ?? at;
    if (at - since >= TAKEN_MS) return [];
    taken.set(item.id, since);
    return [item];
  });
  const known = new Set(kept.map((item) => item.id));
  const fresh = waiting.filter((item) => !known.has(item.id));
  const wasEmpty = kept.length === taken.size;
  if (wasEmpty) return { shown: { items: [...kept, ...fresh], taken }, queued: [] };
  return { shown: { items: kept, taken }, queued: fresh };
}
