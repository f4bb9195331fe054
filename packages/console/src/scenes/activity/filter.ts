import type { RouteQuery } from '@agentport/contract';

export type LogQuery = RouteQuery<'listAudit'>;
export type Show = NonNullable<LogQuery['show']>;
export type RiskName = NonNullable<LogQuery['risk']>;

/** What the address bar says of the list. Every member is optional, and unknown values count as absent. */
export interface LogFilter {
  readonly text: string | null;
  readonly agent: string | null;
  readonly connection: string | null;
  readonly call: string | null;
  readonly show: Show | null;
  readonly risk: RiskName | null;
  readonly span: Span | null;
}

export const SHOWS: readonly (readonly [Show, string])[] = [
  ['allowed', 'Allowed'],
  ['asked', 'Asked'],
  ['denied', 'Denied'],
  ['failed', 'Failed'],
  ['unknown', 'Outcome unknown'],
  ['answered', 'Answers of people'],
  ['changes', 'Changes to the setup'],
];

export const RISKS: readonly (readonly [RiskName, string])[] = [
  ['read', 'Reads'],
  ['write', 'Writes'],
  ['financial', 'Moves money'],
  ['admin', 'Changes access'],
  ['destructive', 'Cannot be undone'],
];

export const SPANS = [
  ['1h', 'Last hour', 3_600_000],
  ['24h', 'Last 24 hours', 86_400_000],
  ['7d', 'Last 7 days', 604_800_000],
  ['30d', 'Last 30 days', 2_592_000_000],
] as const;
export type Span = (typeof SPANS)[number][0];

export const NO_FILTER: LogFilter = {
  text: null,
  agent: null,
  connection: null,
  call: null,
  show: null,
  risk: null,
  span: null,
};

export function readFilter(search: string): LogFilter {
  const params = new URLSearchParams(search);
  const known = <T extends string>(name: string, values: readonly (readonly [T, ...unknown[]])[]): T | null =>
    values.find(([value]) => value === params.get(name))?.[0] ?? null;
  const free = (name: string) => params.get(name)?.slice(0, 100) || null;
  return {
    text: free('text'),
    agent: free('agent'),
    connection: free('connection'),
    call: free('call'),
    show: known('show', SHOWS),
    risk: known('risk', RISKS),
    span: known('span', SPANS),
  };
}

/** The query of a page that shows this; empty for everything. */
export function filterSearch(filter: LogFilter): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== null) params.set(name, value);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

export function isFiltered(filter: LogFilter): boolean {
  return Object.values(filter).some((value) => value !== null);
}

/** What the gateway is asked. A span begins at a whole minute, so that asking again asks the same. */
export function queryOf(filter: LogFilter, now: number): LogQuery {
  const { span, ...rest } = filter;
  const query = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  const length = SPANS.find(([name]) => name === span)?.[2];
  if (length === undefined) return query;
  return { ...query, from: new Date(Math.floor((now - length) / 60_000) * 60_000).toISOString() };
}
