import type { AuditEvent, StoredEntry } from '../audit/index.ts';
import type {
  ActivityDayTable,
  ActivityHourTable,
  ActivitySessionTable,
} from '../storage/schema/activity.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

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
  readonly days: readonly ActivityDayTable[];
  readonly sessions: readonly ActivitySessionTable[];
}

/** Counts entries, oldest first. */
export function tally(entries: readonly StoredEntry[]): Tally {
  const hours = new Map<string, ActivityHourTable>();
  const days = new Map<string, ActivityDayTable>();
  const sessions = new Map<string, ActivitySessionTable>();
  for (const entry of entries) {
    const what = countedAs(entry.event);
    if (what !== null) countHour(hours, entry.event, what);
    if (what !== null && ASKED.has(what)) countDay(days, entry.event);
    countSession(sessions, entry, what);
  }
  return { hours: [...hours.values()], days: [...days.values()], sessions: [...sessions.values()] };
}

/** Each call is counted as one of these, once. */
const ASKED: ReadonlySet<Counted> = new Set(['allowed', 'asked', 'denied']);

function countDay(days: Map<string, ActivityDayTable>, { org, agent, at }: AuditEvent): void {
  const agent_id = agent ?? '';
  const day = at - (at % DAY_MS);
  const key = JSON.stringify([org, agent_id, day]);
  const known = days.get(key) ?? { org, agent_id, day, calls: 0, last_at: at };
  known.calls += 1;
  known.last_at = Math.max(at, known.last_at);
  days.set(key, known);
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
    ...{ allowed: 0, asked: 0, denied: 0, failed: 0, unknown: 0, turned_down: 0, flagged: 0 },
  };
  known.last_index = index;
  known.last_at = Math.max(at, known.last_at);
  if (what !== null && what !== 'succeeded') known[what] += 1;
  if (event.kind === 'approval.denied' || event.kind === 'approval.revoked') known.turned_down += 1;
  if (what !== null && ASKED.has(what) && isFlagged(event)) known.flagged += 1;
  sessions.set(key, known);
}

/** Reasons that speak of what a call holds, not of whom policy lets do what. */
const FLAGS: ReadonlySet<string> = new Set([
  'finding',
  'recipient_outside',
  'recipients_many',
  'recipient_hidden',
  'recipient_unseen',
]);

function isFlagged({ reasons }: AuditEvent): boolean {
  return reasons?.some((code) => FLAGS.has(code)) ?? false;
}
