import type { ErrorBody } from './codes.ts';
import type { Permission } from './permissions.ts';
import type { RouteBody, RouteId, RouteParams, RouteQuery, RouteReply } from './routes.ts';

/** A request as a transport (fetch in a browser, HTTP over a socket) must carry it. */
export interface WireRequest {
  readonly method: string;
  /** path and query */
  readonly target: string;
  readonly body: unknown;
}

export interface WireResponse {
  readonly status: number;
  readonly body: unknown;
}

export type Transport = (request: WireRequest) => Promise<WireResponse>;

/** An answer other than success, with the gateway's own code and sentence. */
export class RequestFailed extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, body: unknown) {
    const error = errorOf(body);
    super(error?.message ?? `The gateway answered ${status} without saying why.`);
    this.name = 'RequestFailed';
    this.status = status;
    this.code = error?.code ?? 'internal';
    this.details = error?.details;
  }
}

type Input<I extends RouteId> = ([RouteParams<I>] extends [never]
  ? { params?: undefined }
  : { params: Record<RouteParams<I>, string> }) &
  (RouteQuery<I> extends undefined ? { query?: undefined } : { query?: RouteQuery<I> }) &
  (RouteBody<I> extends undefined ? { body?: undefined } : { body: RouteBody<I> });

/** All that is needed at run time: browsers get this table without the schemas. */
export type RouteTable = Record<
  RouteId,
  { readonly method: string; readonly path: string; readonly permission?: Permission }
>;

export type Client = <I extends RouteId>(id: I, input?: Input<I>) => Promise<RouteReply<I>>;

/** The typed client: one function, every route of the contract. Throws `RequestFailed` on any answer of 400 or more. */
export function createClient(routes: RouteTable, transport: Transport): Client {
  return async (id, input) => {
    const route = routes[id];
    const { params, query, body } = (input ?? {}) as {
      params?: Record<string, string>;
      query?: Record<string, unknown>;
      body?: unknown;
    };
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(params?.[name] ?? ''),
    );
    const response = await transport({ method: route.method, target: path + queryString(query), body });
    if (response.status >= 400) throw new RequestFailed(response.status, response.body);
    return response.body as never;
  };
}

/** Lists that come page by page. */
export type PagedId = {
  [I in RouteId]: 'cursor' extends keyof RouteQuery<I> ? (RouteReply<I> extends Listed ? I : never) : never;
}[RouteId];

interface Listed {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

export type ItemOf<I extends PagedId> = Extract<RouteReply<I>, Listed>['items'][number];

const PAGE = 200;

/**
 * A list from its beginning, page after page.
 * @param pagesMax of 200 items each; when there are more, `next` says where to go on
 */
export async function readPages<I extends PagedId>(
  client: Client,
  id: I,
  pagesMax: number,
): Promise<{ items: ItemOf<I>[]; next: string | null }> {
  const items: ItemOf<I>[] = [];
  let next: string | null = null;
  for (let read = 0; read < pagesMax; read++) {
    const query = { limit: PAGE, ...(next === null ? {} : { cursor: next }) };
    const page = (await client(id, { query } as never)) as { items: ItemOf<I>[]; next: string | null };
    items.push(...page.items);
    next = page.next;
    if (next === null) break;
  }
  return { items, next };
}

function queryString(query: Record<string, unknown> | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.append(name, String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}

function errorOf(body: unknown): ErrorBody['error'] | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  return (body as ErrorBody).error;
}
