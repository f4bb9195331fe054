import { invalid } from './errors.ts';
import type { ParamSpec, Params } from './params.ts';
import type { Json, StripeObject } from './store.ts';

export const LIST_PARAMS = {
  limit: 'integer',
  starting_after: 'string',
  ending_before: 'string',
  created: 'range',
} as const satisfies ParamSpec;

/** The envelope of https://docs.stripe.com/api/pagination: newest first, 10 rows unless `limit` (1..100) says otherwise. */
export function listOf(url: string, rows: readonly StripeObject[], params: Params): Json {
  const limit = params.integer('limit') ?? 10;
  if (limit < 1 || limit > 100) {
    throw invalid('Invalid limit: it must be between 1 and 100.', 'parameter_invalid_integer', 'limit');
  }
  const inTime = rows.filter((row) => withinCreated(row.created, params));
  const after = params.text('starting_after');
  const before = params.text('ending_before');
  if (before !== undefined) {
    const end = position(inTime, before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { object: 'list', data: inTime.slice(start, end), has_more: start > 0, url };
  }
  const start = after === undefined ? 0 : position(inTime, after, 'starting_after') + 1;
  const data = inTime.slice(start, start + limit);
  return { object: 'list', data, has_more: start + limit < inTime.length, url };
}

function position(rows: readonly StripeObject[], id: string, param: string): number {
  const at = rows.findIndex((row) => row.id === id);
  if (at < 0) throw invalid(`No such object: '${id}'`, 'resource_missing', param);
  return at;
}

function withinCreated(created: number, params: Params): boolean {
  const exact = params.text('created');
  if (exact !== undefined) return created === Number(exact);
  const range = params.record('created') ?? {};
  return Object.entries(range).every(([bound, value]) => {
    const limit = Number(value);
    if (bound === 'gt') return created > limit;
    if (bound === 'gte') return created >= limit;
    if (bound === 'lt') return created < limit;
    return bound === 'lte' ? created <= limit : true;
  });
}

/** Keeps the rows whose fields equal the filters that were sent. */
export function matching(rows: StripeObject[], params: Params, filters: readonly string[]): StripeObject[] {
  const wanted = filters
    .map((name) => [name, params.text(name)] as const)
    .filter(([, value]) => value !== undefined);
  return rows.filter((row) => wanted.every(([name, value]) => String(row[name]) === value));
}
