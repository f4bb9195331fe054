import { z } from 'zod';
import { Fault } from '../../kernel/fault.ts';

/** Reads a body or query by its schema; names nobody knows are refused, so that a misspelt one is not lost. */
export type Reader = (value: unknown) => unknown;

/**
 * @param where shown before the path of what is wrong
 * @throws {Fault} (the reader) `invalid_request` with path and what is expected; never repeats the value
 */
export function readerOf(schema: z.ZodType | undefined, where: 'body' | 'query'): Reader {
  if (schema === undefined) return (value) => (where === 'body' ? refuseBody(value) : value);
  const strict = schema instanceof z.ZodObject ? schema.strict() : schema;
  return (value) => {
    const read = strict.safeParse(value);
    if (read.success) return read.data;
    throw invalid(where, read.error.issues[0]);
  };
}

function refuseBody(value: unknown): undefined {
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (value === undefined || value === null || empty) return undefined;
  throw new Fault('invalid_request', 'This path takes no body. Send none.', {
    details: { path: '', expected: 'no body' },
  });
}

function invalid(where: string, issue: z.core.$ZodIssue | undefined): Fault {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [...(issue?.path ?? []), ...unknown.slice(0, 1)]
    .map((key) => `/${String(key).slice(0, 100)}`)
    .join('');
  const expected = unknown.length > 0 ? 'nothing of this name' : expectation(issue);
  return new Fault(
    'invalid_request',
    `The ${where} does not fit at "${path || '/'}": expected ${expected}.`,
    {
      details: { in: where, path, expected },
    },
  );
}

function expectation(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_type')
    return issue.expected === 'object' ? 'a JSON object' : `a ${issue.expected}`;
  if (issue?.code === 'invalid_value')
    return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue?.code === 'too_small')
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  if (issue?.code === 'too_big') return `at most ${issue.maximum}`;
  return 'another value';
}

/** A number in a path. What is none names nothing. */
export function readIndex(text: string, missing: string): number {
  if (/^(0|[1-9][0-9]{0,14})$/.test(text)) return Number(text);
  throw new Fault('not_found', missing);
}
