import type { OperationTierWire } from '@agentport/contract';
import { useState } from 'react';
import { type Effect, loosens } from './TierSwitch.tsx';

/** One switch that was moved and not saved. */
export interface DraftChange {
  readonly row: OperationTierWire;
  readonly to: Effect;
  readonly loosens: boolean;
}

/** Whether the console may move it: what the file or a rule says is changed there. */
export function isLocked({ set_by, ruled }: OperationTierWire): boolean {
  return set_by === 'file' || ruled;
}

/** Switches moved and not saved yet. What was moved back is no change. */
export function useDraft(rows: readonly OperationTierWire[]) {
  const [moved, setMoved] = useState<ReadonlyMap<string, Effect>>(new Map());
  const changes = rows.flatMap((row): DraftChange[] => {
    const to = moved.get(row.operation);
    if (to === undefined || to === row.effect || isLocked(row)) return [];
    return [{ row, to, loosens: loosens(row.effect, to) }];
  });
  return {
    changes,
    effectOf: (row: OperationTierWire): Effect =>
      isLocked(row) ? row.effect : (moved.get(row.operation) ?? row.effect),
    set(some: readonly OperationTierWire[], effect: Effect) {
      const next = new Map(moved);
      for (const row of some) if (!isLocked(row)) next.set(row.operation, effect);
      setMoved(next);
    },
    discard: () => setMoved(new Map()),
  };
}
