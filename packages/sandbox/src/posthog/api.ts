import { type Json, RESOURCES, type Resource, type Row, Table } from './resources.ts';
import { POSTHOG_SEEDED } from './seed.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  /** null: no body */
  readonly body: Json;
}

const ME: Row = {
  id: 7,
  uuid: '018f4c1e-0000-7000-8000-000000000007',
  email: 'priya@example.com',
  first_name: 'Priya',
};

function problem(status: number, code: string, detail: string, attr: string | null = null): Answered {
  const type = status === 404 || status === 405 ? 'invalid_request' : 'validation_error';
  return { status, body: { type, code, detail, attr } };
}

/** PostHog's private API, as far as the integration goes: one project, its things in memory, one canned query. */
export class PosthogApi {
  readonly #tables = new Map(RESOURCES.map((resource) => [resource.name, new Table(resource.name)]));
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  handle(asked: Asked): Answered {
    if (!asked.path.endsWith('/')) return problem(404, 'not_found', 'The path must end with a slash.');
    const parts = asked.path.split('/').slice(1, -1);
    const [api, area, project, name = '', id] = parts;
    if (api !== 'api' || parts.length > 5) return problem(404, 'not_found', 'Endpoint not found.');
    if (asked.method === 'GET' && area === 'users' && project === '@me' && parts.length === 3)
      return { status: 200, body: ME };
    if (area !== 'projects') return problem(404, 'not_found', 'Endpoint not found.');
    if (parts.length === 2) return this.#projects(asked);
    if (project !== String(POSTHOG_SEEDED.project)) return problem(404, 'not_found', 'Project not found.');
    if (name === 'query' && id === undefined && asked.method === 'POST') return query(asked);
    const resource = RESOURCES.find((one) => one.name === name);
    const table = this.#tables.get(name);
    if (!resource || !table) return problem(404, 'not_found', 'Endpoint not found.');
    return id === undefined ? this.#many(asked, resource, table) : this.#one(asked, resource, table, id);
  }

  #projects(asked: Asked): Answered {
    if (asked.method !== 'GET') return problem(405, 'method_not_allowed', 'Method not allowed.');
    // the token is there to see that the gateway hides it
    return page(
      [{ id: POSTHOG_SEEDED.project, name: 'Web', api_token: 'phc_sandboxOnlyProjectToken' }],
      asked.query,
      [],
    );
  }

  #many(asked: Asked, resource: Resource, table: Table): Answered {
    if (asked.method === 'GET') {
      const filters = new Map([...asked.query].filter(([name]) => resource.filters.includes(name)));
      return page(table.list(filters), asked.query, resource.filters);
    }
    if (asked.method !== 'POST' || resource.writable.length === 0)
      return problem(405, 'method_not_allowed', 'Method not allowed.');
    const fields = fieldsOf(asked.body, resource);
    if ('refused' in fields) return fields.refused;
    for (const needed of resource.required) {
      if (!Object.hasOwn(fields.row, needed))
        return problem(400, 'required', 'This field is required.', needed);
    }
    return { status: 201, body: table.create(fields.row, new Date(this.#now()).toISOString()) };
  }

  #one(asked: Asked, resource: Resource, table: Table, id: string): Answered {
    const row = table.read(id);
    if (row === null) return problem(404, 'not_found', 'Not found.');
    if (asked.method === 'GET') return { status: 200, body: row };
    if (asked.method === 'DELETE' && resource.deletable) {
      table.remove(id);
      return { status: 202, body: null };
    }
    if (asked.method !== 'PATCH' || resource.writable.length === 0)
      return problem(405, 'method_not_allowed', 'Method not allowed.');
    const fields = fieldsOf(asked.body, resource);
    return 'refused' in fields ? fields.refused : { status: 200, body: table.update(id, fields.row) };
  }
}

type Fields = { readonly row: Row } | { readonly refused: Answered };

function fieldsOf(body: string, resource: Resource): Fields {
  const refuse = (refused: Answered): Fields => ({ refused });
  const parsed = parse(body);
  if (parsed === null) return refuse(problem(400, 'parse_error', 'JSON parse error.'));
  for (const name of Object.keys(parsed)) {
    if (!resource.writable.includes(name))
      return refuse(problem(400, 'unknown', 'The sandbox does not know this field.', name));
  }
  return { row: parsed };
}

function parse(body: string): Row | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : null;
  } catch {
    return null;
  }
}

function page(rows: readonly Row[], query: URLSearchParams, filters: readonly string[]): Answered {
  for (const name of query.keys()) {
    if (name !== 'limit' && name !== 'offset' && !filters.includes(name))
      return problem(400, 'unknown', 'The sandbox does not know this parameter.', name);
  }
  const offset = Number(query.get('offset') ?? 0);
  const results = rows.slice(offset, offset + Number(query.get('limit') ?? 100));
  return { status: 200, body: { count: rows.length, next: null, previous: null, results } };
}

/** Takes only what HogQL takes, and answers every SELECT with the same two rows. */
function query(asked: Asked): Answered {
  const { query: node } = (parse(asked.body) ?? {}) as { query?: Row };
  if (node?.kind !== 'HogQLQuery' || typeof node.query !== 'string')
    return problem(400, 'invalid_input', 'The sandbox knows only HogQLQuery.', 'query');
  if (!/^\s*(?:select|with)\b/i.test(node.query))
    return problem(400, 'illegal_hogql', 'Only SELECT is supported.', 'query');
  const results = [
    ['$pageview', 1204],
    ['signed_up', 31],
  ];
  return { status: 200, body: { columns: ['event', 'count()'], results, hogql: node.query } };
}
