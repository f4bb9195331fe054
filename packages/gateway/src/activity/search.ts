import {
  AUDIT_KINDS,
  type Audit,
  type AuditEvent,
  type AuditKind,
  type StoredEntry,
} from '../audit/index.ts';
import type { Database } from '../storage/index.ts';
import { lastIndexBefore, type Risk, risksOf } from './store.ts';

/** What people look for, in their words. */
export const SHOWS = ['allowed', 'asked', 'denied', 'failed', 'unknown', 'answered', 'changes'] as const;
export type Show = (typeof SHOWS)[number];

export interface ActivityFilter {
  readonly org: string;
  readonly kind?: AuditKind | undefined;
  readonly call?: string | undefined;
  readonly agent?: string | undefined;
  /** id of a connection */
  readonly connection?: string | undefined;
  readonly session?: string | undefined;
  readonly show?: Show | undefined;
  readonly risk?: Risk | undefined;
  /** any of these stands in the entry; compared without regard to case */
  readonly texts?: readonly string[] | undefined;
  /** ms UTC, inclusive */
  readonly from?: number | undefined;
  /** ms UTC, exclusive */
  readonly until?: number | undefined;
  /** only below this index */
  readonly cursor?: number | undefined;
  /** only above this index */
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface Found extends StoredEntry {
  /** of the call it is about */
  readonly risk: Risk | null;
}

export interface SearchPage {
  readonly items: readonly Found[];
  /** where to go on; there may be more even when this page is empty */
  readonly next: number | null;
  /** how far back was looked, ms UTC; null when all of it was */
  readonly lookedUntil: number | null;
}

/** Entries one search looks at before it answers with what it has: what keeps a rare word from reading a whole log. */
const LOOK_MAX = 1_600;
const PAGE = 200;
/** Entries may be written this much out of the order of their times, ms. */
const SLACK_MS = 10_000;

interface SearchParts {
  readonly db: Pick<Database, 'read'>;
  readonly audit: Pick<Audit, 'list'>;
}

/** Newest first. Every answer reads a bounded stretch of the log, whatever is asked. */
export async function searchLog(parts: SearchParts, filter: ActivityFilter): Promise<SearchPage> {
  const start = await startOf(parts, filter);
  if (start === null) return { items: [], next: null, lookedUntil: null };
  const items: Found[] = [];
  let cursor: number | undefined = start.below;
  let looked = 0;
  while (looked < LOOK_MAX) {
    const page = await newestBelow(parts, filter, cursor);
    looked += page.length;
    for (const found of await matching(parts, filter, page)) {
      if (items.length === filter.limit) return paged(items, items.at(-1));
      items.push(found);
    }
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined || isPast(filter, last)) return paged(items, undefined);
    cursor = last.index;
    if (looked >= LOOK_MAX) return paged(items, last);
    await new Promise((resolve) => setImmediate(resolve)); // calls come first
  }
  return paged(items, undefined);
}

function paged(items: readonly Found[], last: StoredEntry | undefined): SearchPage {
  return { items, next: last?.index ?? null, lookedUntil: last?.event.at ?? null };
}

/** Where to begin; null when nothing is that old. */
async function startOf(
  { db }: SearchParts,
  { until, cursor }: ActivityFilter,
): Promise<{ below: number | undefined } | null> {
  if (until === undefined) return { below: cursor };
  const last = await lastIndexBefore(db.read, until + SLACK_MS);
  if (last === null) return null;
  return { below: Math.min(last + 1, cursor ?? last + 1) };
}

function isPast({ from, after }: ActivityFilter, { index, event }: StoredEntry): boolean {
  return (from !== undefined && event.at < from - SLACK_MS) || (after !== undefined && index <= after);
}

/** The next entries, by whichever index of the log is closest to what is asked. */
async function newestBelow(
  { audit }: SearchParts,
  filter: ActivityFilter,
  cursor: number | undefined,
): Promise<readonly StoredEntry[]> {
  const { org, call, agent, kind, show, after } = filter;
  const base = {
    org,
    limit: PAGE,
    ...(cursor === undefined ? {} : { cursor }),
    ...(after === undefined ? {} : { after }),
  };
  if (call !== undefined) return (await audit.list({ ...base, call })).items;
  if (agent !== undefined) return (await audit.list({ ...base, agent })).items;
  const kinds = kind === undefined ? show && KINDS[show] : [kind];
  if (kinds === undefined) return (await audit.list(base)).items;
  const lists = await Promise.all(kinds.map((one) => audit.list({ ...base, kind: one })));
  return lists
    .flatMap(({ items }) => items)
    .toSorted((a, b) => b.index - a.index)
    .slice(0, PAGE);
}

async function matching(
  { db }: SearchParts,
  filter: ActivityFilter,
  page: readonly StoredEntry[],
): Promise<Found[]> {
  const texts = filter.texts?.map((text) => text.toLowerCase());
  const fitting = page.filter(({ index, event }) => fits(filter, texts, index, event));
  const calls = fitting.flatMap(({ event }) => event.call ?? []);
  const risks = await risksOf(db.read, [...new Set(calls)]);
  return fitting
    .map((entry) => ({ ...entry, risk: risks.get(entry.event.call ?? '') ?? null }))
    .filter(({ risk }) => filter.risk === undefined || risk === filter.risk);
}

function fits(
  filter: ActivityFilter,
  texts: readonly string[] | undefined,
  index: number,
  event: AuditEvent,
): boolean {
  const { kind, agent, connection, session, show, from, until, after } = filter;
  if (after !== undefined && index <= after) return false;
  if (from !== undefined && event.at < from) return false;
  if (until !== undefined && event.at >= until) return false;
  if (kind !== undefined && event.kind !== kind) return false;
  if (agent !== undefined && event.agent !== agent) return false;
  if (connection !== undefined && event.connection !== connection) return false;
  if (session !== undefined && event.session !== session) return false;
  if (show !== undefined && !shows(show, event)) return false;
  if (texts === undefined) return true;
  const written = JSON.stringify(event).toLowerCase();
  return texts.some((text) => written.includes(text));
}

function shows(show: Show, event: AuditEvent): boolean {
  if (!KINDS[show].includes(event.kind)) return false;
  if (show === 'allowed') return event.approval == null;
  if (show === 'failed') return event.outcome === 'failed';
  if (show === 'unknown') return event.kind === 'call.reconciled' || event.outcome === 'outcome_unknown';
  return true;
}

const ABOUT_CALLS = /^(?:call|approval|permit|limit|log|instance)\./;

const KINDS: Readonly<Record<Show, readonly AuditKind[]>> = {
  allowed: ['call.executing'],
  asked: ['call.pending'],
  denied: [
    ...(['call.denied', 'call.refused', 'limit.reached', 'approval.denied', 'approval.expired'] as const),
    ...(['approval.stopped', 'approval.withdrawn', 'approval.revoked'] as const),
  ],
  failed: ['call.finished'],
  unknown: ['call.finished', 'call.reconciled'],
  answered: AUDIT_KINDS.filter((kind) => kind.startsWith('approval.')),
  changes: AUDIT_KINDS.filter((kind) => !ABOUT_CALLS.test(kind)),
};
