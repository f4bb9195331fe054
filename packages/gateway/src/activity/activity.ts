import type { Audit } from '../audit/index.ts';
import type { ActivitySessionTable } from '../storage/schema/activity.ts';
import { type AccountEvent, aboutPerson } from './about-person.ts';
import { DAY_MS } from './count.ts';
import { CSV_HEAD, csvLine } from './csv.ts';
import { createFollower, type FollowParts } from './follow.ts';
import { type Overview, overviewOf, type SpanHours } from './overview.ts';
import { type ActivityFilter, type Found, type SearchPage, searchLog } from './search.ts';
import {
  type AgentCalls,
  callsByAgent,
  type DecidedCounts,
  decidedSince,
  type SessionFilter,
  sessionRow,
  sessionRows,
} from './store.ts';

export type ActivityParts = Omit<FollowParts, 'audit'> & {
  readonly audit: Pick<Audit, 'following' | 'list' | 'tail'>;
};

/** What happened, as people look at it: searched, counted and by session. All of it comes from the log. */
export interface Activity {
  search(filter: ActivityFilter): Promise<SearchPage>;
  /** Everything a filter finds, newest first, as lines of text. */
  export(filter: ActivityFilter, format: 'jsonl' | 'csv'): AsyncGenerator<string>;
  /** @returns the figures, and whether they hold every entry of the log */
  overview(hours: SpanHours): Promise<Overview & { readonly whole: boolean }>;
  /** What each of these agents asked on the last `days` days, today included, and when last. */
  agents(days: number, ids: readonly string[]): Promise<ReadonlyMap<string, AgentCalls>>;
  /** How the calls of one agent were decided since midnight UTC. */
  today(agent: string): Promise<DecidedCounts>;
  sessions(
    filter: SessionFilter,
  ): Promise<{ readonly items: readonly Session[]; readonly next: number | null }>;
  session(agent: string, session: string): Promise<Session | null>;
  /** The newest things that happened to a person's own account, newest first. */
  aboutPerson(operatorId: string, limit: number): Promise<readonly AccountEvent[]>;
  /** The entries of a session, newest first. */
  steps(
    session: Session,
    page: { readonly cursor?: number | undefined; readonly limit: number },
  ): Promise<SearchPage>;
  start(): void;
  close(): Promise<void>;
}

export type Session = ActivitySessionTable;

/** Units of 400 entries that a person waits for; what is older is counted behind. */
const BATCHES_WAITED_FOR = 3;
const EXPORT_PAGE = 500;

export function createActivity(parts: ActivityParts): Activity {
  const { org, db, clock } = parts;
  const follower = createFollower(parts);
  const search = (filter: ActivityFilter) => searchLog(parts, filter);
  return {
    search,
    async *export(filter, format) {
      if (format === 'csv') yield CSV_HEAD;
      let cursor = filter.cursor;
      for (;;) {
        const page = await search({ ...filter, cursor, limit: EXPORT_PAGE });
        const lines = page.items.map(format === 'csv' ? csvLine : jsonLine);
        if (lines.length > 0) yield lines.join('');
        if (page.next === null) return;
        cursor = page.next;
      }
    },
    async overview(hours) {
      const whole = await follower.catchUp(BATCHES_WAITED_FOR);
      return { ...(await overviewOf(db.read, org, hours, clock.now())), whole };
    },
    async agents(days, ids) {
      await follower.catchUp(1);
      return callsByAgent(db.read, org, clock.now() - (days - 1) * DAY_MS, ids);
    },
    async today(agent) {
      await follower.catchUp(1);
      const now = clock.now();
      return decidedSince(db.read, org, agent, now - (now % DAY_MS));
    },
    async sessions(filter) {
      await follower.catchUp(BATCHES_WAITED_FOR);
      const rows = await sessionRows(db.read, { ...filter, limit: filter.limit + 1 });
      const items = rows.slice(0, filter.limit);
      return { items, next: rows.length > filter.limit ? (items.at(-1)?.last_index ?? null) : null };
    },
    async session(agent, session) {
      await follower.catchUp(BATCHES_WAITED_FOR);
      return (await sessionRow(db.read, org, agent, session)) ?? null;
    },
    aboutPerson: (operatorId, limit) => aboutPerson(parts.audit, org, operatorId, limit),
    steps: (session, { cursor, limit }) =>
      search({
        org,
        agent: session.agent_id,
        session: session.session,
        cursor: cursor ?? session.last_index + 1,
        after: session.first_index - 1,
        limit,
      }),
    start: () => follower.start(),
    close: () => follower.close(),
  };
}

function jsonLine({ index, leafHash, risk, event }: Found): string {
  const line = { index, leaf_hash: leafHash, risk, entry: event };
  return `${JSON.stringify(line)}\n`;
}
