import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { PublishedOperation, PublishedType } from './published-api.ts';

/** What PostHog publishes, read from a table that people wrote: its description of its API comes with no package. */

type Written =
  | string
  | string[]
  | { readonly list: Written }
  | { readonly members: Record<string, Written>; readonly null?: true | undefined };

const written: z.ZodType<Written> = z.lazy(() =>
  z.union([
    z.string(),
    z.array(z.string()),
    z.strictObject({ list: written }),
    z.strictObject({ members: z.record(z.string(), written), null: z.literal(true).optional() }),
  ]),
);

const operation = z.strictObject({
  from: z.enum(['full', 'mcp', 'full and mcp']),
  query: z.record(z.string(), written).default({}),
  body: z.record(z.string(), written).default({}),
});

const table = z.strictObject({
  /** only there to be pointed at */
  definitions: z.unknown(),
  operations: z.record(z.string().regex(/^(GET|POST|PATCH|DELETE) \/api\//), operation),
  /** why, by the difference as the check words it */
  differences: z.record(z.string(), z.string().min(1)),
});

const WORDS = new Set(['string', 'number', 'boolean', 'object', 'null']);

export interface PostHogTable {
  /** by `METHOD /path/{}` */
  readonly operations: ReadonlyMap<string, PublishedOperation>;
  readonly differences: Readonly<Record<string, string>>;
}

/** @throws {Error} when the table is not as its own head says */
export function readPostHogTable(file: string): PostHogTable {
  const { operations, differences } = table.parse(parse(readFileSync(file, 'utf8')));
  const read = Object.entries(operations).map(([place, { query, body }]) => {
    const published = { name: place, query: objectOf(query, false), body: objectOf(body, false) };
    return [placeKey(place), published] as const;
  });
  return { operations: new Map(read), differences };
}

/** Names of path parameters are everybody's own. */
export function placeKey(place: string): string {
  return place.replaceAll(/\{[^}]*\}/g, '{}');
}

function typeOf(type: Written): PublishedType {
  if (Array.isArray(type)) return { ...blank('string'), values: new Set(type) };
  if (typeof type === 'object' && 'list' in type) return { ...blank('array'), items: typeOf(type.list) };
  if (typeof type === 'object') return objectOf(type.members, type.null === true);
  if (type === 'any') return blank();
  const words = type.split('|');
  const unknown = words.find((word) => !WORDS.has(word));
  if (unknown !== undefined) throw new Error(`'${unknown}' is no type of this table`);
  return blank(...words);
}

function objectOf(members: Readonly<Record<string, Written>>, orNull: boolean): PublishedType {
  const names = Object.keys(members);
  return {
    ...blank('object', ...(orNull ? ['null'] : [])),
    properties: new Map(names.map((name) => [bare(name), typeOf(members[name] as Written)])),
    required: new Set(names.filter((name) => name.endsWith('!')).map(bare)),
  };
}

function bare(name: string): string {
  return name.replace(/!$/, '');
}

function blank(...types: string[]): PublishedType {
  return { types: new Set(types), values: null, properties: null, required: new Set(), items: null };
}
