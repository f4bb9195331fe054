import type { ActivityEntryWire } from '@agentport/contract';
import { type RiskLevel, riskOf } from '../../words/states.ts';

const LEVELS: readonly RiskLevel[] = ['low', 'medium', 'high', 'critical'];

export interface RailStep {
  readonly entry: ActivityEntryWire;
  /** 0 (low) to 3 (critical): the risk of the operation; what has none of its own keeps the one before */
  readonly level: number;
  readonly before: number;
  /** asked, denied or broken off here */
  readonly held: boolean;
}

const HELD =
  /^(?:call\.(?:denied|refused|pending|held)|approval\.(?:denied|expired|stopped|withdrawn|revoked)|limit\.)/;

/** The steps of a session with the way the rail takes, oldest first. */
export function railOf(entries: readonly ActivityEntryWire[]): RailStep[] {
  let before = 0;
  return entries.map((entry) => {
    const level = entry.risk === null ? before : LEVELS.indexOf(riskOf(entry.risk).level);
    const step = { entry, level, before, held: HELD.test(entry.kind) };
    before = level;
    return step;
  });
}

/** Steps of one call that tell the same are drawn as one: what was let through at once needs no "sending". */
export function shownSteps(entries: readonly ActivityEntryWire[]): ActivityEntryWire[] {
  const ended = new Set(entries.filter(({ kind }) => kind === 'call.finished').map(({ call_id }) => call_id));
  return entries.filter(({ kind, call_id }) => kind !== 'call.executing' || !ended.has(call_id));
}
