import { POSTHOG_SEEDED, seedOf } from './seed.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Row = { readonly [key: string]: Json };

/** What one kind of thing of a project takes. Unknown fields are refused here, so that a misspelt one is noticed. */
export interface Resource {
  readonly name: string;
  readonly writable: readonly string[];
  readonly required: readonly string[];
  /** query parameters of the list, beside limit and offset */
  readonly filters: readonly string[];
  /** DELETE works; elsewhere a PATCH with `deleted: true` does it */
  readonly deletable: boolean;
}

function resource(name: string, part: Partial<Resource> = {}): Resource {
  return { name, writable: [], required: [], filters: [], deletable: false, ...part };
}

export const RESOURCES: readonly Resource[] = [
  resource('insights', {
    writable: ['name', 'description', 'query', 'dashboards', 'tags', 'saved', 'favorited', 'deleted'],
    filters: ['search', 'saved', 'short_id'],
  }),
  resource('feature_flags', {
    writable: ['key', 'name', 'active', 'filters', 'ensure_experience_continuity', 'tags', 'deleted'],
    required: ['key'],
    filters: ['search', 'active', 'type'],
  }),
  resource('persons', { filters: ['search', 'email', 'distinct_id'], deletable: true }),
  resource('annotations', {
    writable: ['content', 'date_marker', 'scope', 'dashboard_item', 'dashboard_id', 'deleted'],
    filters: ['search'],
  }),
  resource('dashboards', {
    writable: ['name', 'description', 'pinned', 'tags', 'deleted'],
  }),
  resource('experiments', {
    writable: [
      'name',
      'description',
      'feature_flag_key',
      'parameters',
      'start_date',
      'end_date',
      'archived',
      'deleted',
    ],
    required: ['name', 'feature_flag_key'],
  }),
  resource('cohorts'),
  resource('event_definitions', { filters: ['search'] }),
  resource('property_definitions', { filters: ['search', 'type'] }),
];

/** The rows of one project, in order of making. */
export class Table {
  readonly #rows: Map<string, Row>;
  #last: number;

  constructor(name: string) {
    this.#rows = new Map(seedOf(name).map((row) => [String(row.id), row]));
    this.#last = POSTHOG_SEEDED.lastId;
  }

  list(filters: ReadonlyMap<string, string>): readonly Row[] {
    const wanted = [...filters].filter(([name]) => name !== 'search' && name !== 'type');
    const search = filters.get('search')?.toLowerCase() ?? '';
    return [...this.#rows.values()].filter(
      (row) =>
        row.deleted !== true &&
        wanted.every(([name, value]) => String(row[name]) === value) &&
        JSON.stringify(row).toLowerCase().includes(search),
    );
  }

  read(id: string): Row | null {
    const row = this.#rows.get(id);
    return row === undefined || row.deleted === true ? null : row;
  }

  create(fields: Row, now: string): Row {
    this.#last += 1;
    const row = { id: this.#last, created_at: now, deleted: false, ...fields };
    this.#rows.set(String(row.id), row);
    return row;
  }

  update(id: string, fields: Row): Row {
    const row = { ...this.#rows.get(id), ...fields };
    this.#rows.set(id, row);
    return row;
  }

  remove(id: string): void {
    this.#rows.delete(id);
  }
}
