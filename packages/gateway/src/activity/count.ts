import type { AuditEvent, StoredEntry } from '../audit/index.ts';
import type { ActivityHourTable, ActivitySessionTable } from '../storage/schema.ts';

export const HOUR_MS = 3_600_000;

/** What is counted of a call: how it was decided, and how it ended. */
export type Counted = ActivityHourTable['what'];

/** Null for what is no call of an agent: the gateway's own calls, people, settings. */
export function countedAs(event: AuditEvent): Counted | null {
  if (event.agent?.startsWith('agt_') !== true) return null;
  switch (event.kind) {
    case 'call.executing':
      return event.approval == null ? 'allowed' : null; // an approved one was counted when it was asked
    case 'call.pending':
      return 'asked';
    case 'call.denied':
    case 'call.refused':
      return 'denied';
    case 'call.finished':
      return endOf(event.outcome);
    default:
      return null;
  }
}

function endOf(outcome: string | null | undefined): Counted | null {
  if (outcome === 'succeeded' || outcome === 'failed') return outcome;
  return outcome === 'outcome_unknown' ? 'unknown' : null;
}

/** What a stretch of the log adds to the figures. */
export interface Tally {
  readonly hours: readonly ActivityHourTable[];
  readonly sessions: readonly ActivitySessionTable[];
}

/** Counts entries, oldest first. */
export function tally(entries: readonly StoredEntry[]): Tally {
  const hours = new Map<string, ActivityHourTable>();
  const sessions = new Map<string, ActivitySessionTable>();
  for (const entry of entries) {
    const what = countedAs(entry.event);
    if (what !== null) countHour(hours, entry.event, what);
    countSession(sessions, entry, what);
  }
  return { hours: [...hours.values()], sessions: [...sessions.values()] };
}

function countHour(hours: Map<string, ActivityHourTable>, event: AuditEvent, what: Counted): void {
  const row = {
    org: event.org,
    hour: event.at - (event.at % HOUR_MS),
    what,
    agent_id: event.agent ?? '',
    connection_id: event.connection ?? '',
    operation: event.operation ?? '',
    count: 0,
  };
  const key = JSON.stringify(row);
  const known = hours.get(key) ?? row;
  known.count += 1;
  hours.set(key, known);
}

function countSession(
  sessions: Map<string, ActivitySessionTable>,
  { index, event }: StoredEntry,
  what: Counted | null,
): void {
  const { org, agent, session, at } = event;
  if (agent == null || session == null) return;
  const key = JSON.stringify([org, agent, session]);
  const known = sessions.get(key) ?? {
    ...{ org, agent_id: agent, session, first_index: index, last_index: index, first_at: at, last_at: at },
    ...{ allowed: 0, asked: 0, denied: 0, failed: 0, unknown: 0 },
  };
  known.last_index = index;
  known.last_at = Math.max(at, known.last_at);
  if (what !== null && what !== 'succeeded') known[what] += 1;
  sessions.set(key, known);
}
