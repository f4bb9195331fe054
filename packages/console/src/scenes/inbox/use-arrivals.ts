import type { ApprovalSummary } from '@agentport/contract';
import { useEffect, useState } from 'react';
import { NOTHING, type Shown, settle } from './arrivals.ts';

/** Keeps the list still while a person reads it. `letIn` shows the requests that came meanwhile. */
export function useArrivals(waiting: readonly ApprovalSummary[], tick: number) {
  const [state, setState] = useState<{ shown: Shown; queued: readonly ApprovalSummary[] }>({
    shown: NOTHING,
    queued: [],
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick lets answered requests leave
  useEffect(() => {
    setState((before) => settle(before.shown, waiting, performance.now()));
  }, [waiting, tick]);
  const letIn = () => {
    setState(({ shown, queued }) => ({
      shown: { items: [...shown.items, ...queued], taken: shown.taken },
      queued: [],
    }));
  };
  return { ...state, letIn };
}
