import { Readable } from 'node:stream';
import type { OverviewWire, RouteQuery, SessionWire } from '@agentport/contract';
import {
  type ActivityFilter,
  type Overview,
  type SearchPage,
  type Session,
  type SessionRisk,
  type SpanHours,
  sessionRisk,
} from '../../activity/index.ts';
import { isAuditKind } from '../../audit/index.ts';
import { Fault } from '../../kernel/fault.ts';
import { presentEntry } from './audit.ts';
import type { OperatorApiDeps } from './deps.ts';
import { ANSWERED, actorOf, type SomeHandlers } from './handler.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';
import { readIndex } from './validate.ts';

type Routes = 'listAudit' | 'exportActivity' | 'overview' | 'listSessions' | 'readSession';

const PAGE = 50;
const NO_PAGE = 'This page does not exist. Start again.';

/** What happened, as people look for it. */
export function activityHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { activity, audit, org } = deps;
  return {
    async listAudit({ query }) {
      const { cursor, after, limit = PAGE } = query;
      const filter = await filterOf(deps, query);
      if (filter === null) return { items: [], next: null, looked_until: null };
      return presentPage(await activity.search({ ...filter, limit, after, cursor: indexOf(cursor) }));
    },

    async exportActivity({ query, who, reply }) {
      const { format } = query;
      const filter = await filterOf(deps, query);
      const details = { format, filtered: Object.keys(query).length > 1 };
      await deps.db.unit((tx) =>
        audit.append(tx, { kind: 'log.exported', actor: actorOf(who), org, details }),
      );
      const lines = filter === null ? [] : activity.export({ ...filter, limit: PAGE }, format);
      reply
        .header('content-type', `${TYPES[format]}; charset=utf-8`)
        .header('content-disposition', `attachment; filename="agentport-activity.${format}"`)
        .send(Readable.from(lines));
      return ANSWERED;
    },

    overview: async ({ query }) =>
      presentOverview(await activity.overview(Number(query.hours ?? 24) as SpanHours)),

    async listSessions({ query }) {
      const { agent, cursor, limit = PAGE } = query;
      const page = await activity.sessions({ org, agent, limit, cursor: indexOf(cursor) });
      return {
        items: page.items.map(presentSession),
        next: page.next === null ? null : String(page.next),
      };
    },

    async readSession({ params, query }) {
      const { cursor, limit = PAGE } = query;
      const session = await activity.session(params.agent, params.session);
      if (session === null) throw new Fault('not_found', 'There is no such session.');
      const steps = await activity.steps(session, { limit, cursor: indexOf(cursor) });
      return { session: presentSession(session), entries: presentPage(steps) };
    },
  };
}

const TYPES = { jsonl: 'application/jsonl', csv: 'text/csv' } as const;

/** Null when it asks for what cannot be. Names of agents and connections count as text of their entries. */
async function filterOf(
  deps: OperatorApiDeps,
  query: RouteQuery<'listAudit'>,
): Promise<Omit<ActivityFilter, 'limit'> | null> {
  const { kind, call, agent, session, show, risk, text, from, until } = query;
  if (kind !== undefined && !isAuditKind(kind)) return null;
  const connections = deps.connections.list(deps.org);
  const wanted = connections.find(({ id, name }) => [id, name].includes(query.connection ?? ''));
  const connection = wanted?.id ?? query.connection;
  return {
    ...{ org: deps.org, kind, call, agent, connection, session, show, risk },
    texts: text === undefined || text === '' ? undefined : await textsOf(deps, text),
    from: msOf(from),
    until: msOf(until),
  };
}

/** Ids one word may stand for. */
const NAMED_MAX = 20;

async function textsOf(deps: OperatorApiDeps, text: string): Promise<string[]> {
  const agents = await deps.agents.named(deps.org, text, NAMED_MAX);
  const connections = deps.connections
    .list(deps.org)
    .filter(({ name }) => name.includes(text.toLowerCase()))
    .map(({ id }) => id);
  return [text, ...[...agents, ...connections].slice(0, NAMED_MAX)];
}

function msOf(at: string | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at);
}

function indexOf(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : readIndex(cursor, NO_PAGE);
}

function presentPage({ items, next, lookedUntil }: SearchPage) {
  return {
    items: items.map((found) => ({ ...presentEntry(found), risk: found.risk })),
    next: next === null ? null : String(next),
    looked_until: rfc3339OrNull(lookedUntil),
  };
}

function presentOverview(seen: Overview & { readonly whole: boolean }): OverviewWire {
  const { lanes } = seen;
  return {
    from: rfc3339(seen.from),
    bucket_s: seen.bucketMs / 1_000,
    whole: seen.whole,
    lanes: {
      allowed: [...lanes.allowed],
      asked: [...lanes.asked],
      denied: [...lanes.denied],
      unknown: [...lanes.unknown],
    },
    ends: seen.ends,
    answers: {
      count: seen.answers.count,
      median_ms: seen.answers.medianMs,
      most_ms: seen.answers.mostMs,
    },
    most_denied: seen.mostDenied.map((row) => ({
      agent: row.agent_id,
      connection: row.connection_id || null,
      operation: row.operation,
      count: row.count,
    })),
    trouble: seen.trouble.map((row) => ({
      connection: row.connectionId || null,
      ended: row.ended,
      failed: row.failed,
    })),
  };
}

function presentSession(row: Session): SessionWire {
  const { agent_id: agent, session, first_index, last_index, allowed, asked, denied, failed, unknown } = row;
  return {
    ...{ agent, session, first_index, last_index, allowed, asked, denied, failed, unknown },
    started_at: rfc3339(row.first_at),
    last_at: rfc3339(row.last_at),
    risk: presentRisk(sessionRisk(row)),
  };
}

function presentRisk({ score, reasons }: SessionRisk): SessionWire['risk'] {
  return { score, reasons: reasons.map((reason) => ({ ...reason })) };
}
