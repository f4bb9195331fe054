import type { JsonObject, JsonValue } from '@agentport/engine';
import type { Operation } from '../../packages/gateway/src/catalog/index.ts';

/** What a mail is made of, where any text will not do. */
const MAIL: { readonly [name: string]: JsonValue } = {
  to: ['Marta Lindqvist <marta@example.com>'],
  cc: ['kim@example.org'],
  bcc: ['archive@example.com'],
  in_reply_to: '<a1@mail.example.com>',
  references: ['<a0@mail.example.com>'],
  attachments: [{ filename: 'receipt.txt', mime_type: 'text/plain', content: 'RVVSIDEyLjQw' }],
};

/**
 * Arguments for an operation with every parameter its schema names, save checks (which are not sent) and all but one of
 * each group. Deterministic.
 */
export function sampleArguments(operation: Operation): JsonObject {
  const left = new Set([
    ...operation.checks.map(({ argument }) => argument),
    ...operation.one_of.flatMap((group) => group.slice(1)),
  ]);
  const properties = (operation.params.properties ?? {}) as { readonly [name: string]: JsonObject };
  const mail = operation.binding.kind === 'mime' ? MAIL : {};
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => !left.has(name))
      .map(([name, schema]) => [name, mail[name] ?? sample(schema)]),
  );
}

function sample(schema: JsonObject): JsonValue {
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return (schema.enum as JsonValue[]).find((one) => one !== null) ?? null;
  const types = [schema.type ?? 'object'].flat() as string[];
  switch (types.find((type) => type !== 'null')) {
    case 'string':
      return sampleText(schema);
    case 'integer':
    case 'number':
      return Math.max(Number(schema.minimum ?? 1), 1);
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: Math.max(Number(schema.minItems ?? 1), 1) }, () =>
        sample(schema.items as JsonObject),
      );
    default:
      return sampleObject(schema);
  }
}

function sampleObject(schema: JsonObject): JsonObject {
  const named = Object.entries((schema.properties ?? {}) as { [name: string]: JsonObject });
  if (named.length > 0) return Object.fromEntries(named.map(([name, member]) => [name, sample(member)]));
  const values = schema.additionalProperties;
  return typeof values === 'object' ? { first: sample(values as JsonObject) } : {};
}

function sampleText({ pattern, minLength }: JsonObject): string {
  if (typeof pattern !== 'string') return 'sample'.padEnd(Number(minLength ?? 0), 'x');
  const pieces = pattern.slice(1, -1).matchAll(/(\[[^\]]+\]|\\.|.)(\{(\d+)(?:,\d+)?\}|[+*?])?/g);
  return [...pieces]
    .map(([, what = '', , least]) => one(what).repeat(Math.max(Number(least ?? 1), 1)))
    .join('');
}

/** One character that fits a class or literal of a manifest's pattern. */
function one(what: string): string {
  if (what.startsWith('[')) return /0-9/.test(what) ? '7' : (what[1] ?? '');
  return what.replace('\\', '');
}
