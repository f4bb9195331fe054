import { CONNECTION_LIMIT_RANGES } from '@agentport/contract';
import { RISKS } from '@agentport/engine';
import { z } from 'zod';
import { paramsSchema } from './params-schema.ts';

/** Integration manifest, format 1. Unknown keys are errors: a misspelt limit must not be silently absent. */

const text = z.string().trim().min(1);
const name = z.string().regex(/^[a-z][a-z0-9_]{0,60}$/, 'must be lower-case letters, digits and _');
const pointer = z.string().regex(/^(?:\/[^/]+)+$/, "must be a JSON Pointer such as '/customer'");
const wireName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,60}$/, 'must be letters, digits and _');
const within = ([least, most]: readonly [number, number]) => z.number().int().min(least).max(most);
const plainValue = z.union([z.string(), z.number(), z.boolean()]);

/** The same shape everywhere: tool names, URLs and policy files hold it without escaping. */
export const OPERATION_NAME = /^(?!.*__)[a-z][a-z0-9_]{1,40}$/;

/** Tools the gateway's own MCP entrance offers; no service may stand in for one of them. */
export const RESERVED_OPERATIONS: ReadonlySet<string> = new Set([
  'await_approval',
  'list_my_approvals',
  'search_operations',
  'describe_operation',
  'call_read',
  'call_write',
]);

const headerName = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'must be a lower-case header name');
const headers = z.record(
  headerName,
  z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,500}[\x21-\x7e])?$/, 'must be printable ASCII on one line'),
);

const hidePath = z
  .string()
  .regex(
    /^(?:\*\*|\*|[A-Za-z0-9_-]+)(?:\.(?:\*|[A-Za-z0-9_-]+))*$/,
    "must be names joined by dots, with * for any one and a leading ** for any depth, e.g. '**.client_secret'",
  );

const hint = z.strictObject({ text, prefixes: z.array(text).default([]) });

const auth = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('oauth_refresh'),
    token_url: z.string(),
    hint: hint.nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('bearer'), hint: hint.nullable().default(null) }),
  z.strictObject({ kind: z.literal('basic'), hint: hint.nullable().default(null) }),
  z.strictObject({
    kind: z.literal('header'),
    name: headerName,
    format: z
      .string()
      .regex(/^[\x20-\x7e]*\{credential\}[\x20-\x7e]*$/, 'must hold {credential} where the credential goes')
      .default('{credential}'),
    hint: hint.nullable().default(null),
  }),
]);

const httpBinding = z.strictObject({
  kind: z.literal('http'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string(),
  query: z.array(name).default([]),
  body: z.enum(['form', 'json', 'none']).default('none'),
  fields: z.record(name, plainValue).default({}),
  headers: headers.default({}),
  names: z.exactOptional(z.record(name, wireName)),
  lists: z.exactOptional(z.enum(['brackets', 'repeat'])),
});

const member = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]{0,60}(?:\.[A-Za-z][A-Za-z0-9_]{0,60}){0,3}$/,
    "must be names joined by dots, e.g. 'message.raw'",
  );

const mimeBinding = z.strictObject({
  kind: z.literal('mime'),
  method: z.enum(['POST', 'PUT']),
  path: z.string(),
  raw: member,
  beside: z.record(name, member).default({}),
  headers: headers.default({}),
});

const recipients = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('arguments'),
    open: z.array(name).min(1),
    hidden: z.array(name).default([]),
    ask_above: z.int().min(0).max(1000),
  }),
  z.strictObject({ kind: z.literal('unseen') }),
  z.strictObject({ kind: z.literal('none') }),
]);

const graphqlBinding = z.strictObject({
  kind: z.literal('graphql'),
  path: z.string().default('/graphql'),
  document: text.max(8_000),
  headers: headers.default({}),
});

/** HTTP unless it says otherwise. */
const binding = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('kind' in value) ? { kind: 'http', ...value } : value,
  z.discriminatedUnion('kind', [httpBinding, graphqlBinding, mimeBinding]),
);

const fact = z.strictObject({
  label: text,
  pointer,
  named: z.exactOptional(text),
  format: z.enum(['text', 'money', 'unix_seconds']).default('text'),
  currency: z.exactOptional(pointer),
});

const lookup = z.strictObject({
  operation: name,
  args: z.record(name, plainValue),
  facts: z.array(fact).max(12).default([]),
});

const check = z.strictObject({
  argument: name,
  equals: z.array(z.strictObject({ lookup: name, pointer })).min(1),
  message: text,
});

const currencySource = z.union([
  z.strictObject({ argument: name }),
  z.strictObject({ lookup: name, pointer }),
  z.strictObject({ literal: z.string().regex(/^[a-zA-Z]{3}$/, 'must be an ISO 4217 code') }),
]);

const approval = z.strictObject({
  templates: z.array(text).min(1),
  fields: z
    .record(
      name,
      z.discriminatedUnion('format', [
        z.strictObject({ format: z.literal('money'), currency: z.array(currencySource).min(1) }),
        z.strictObject({ format: z.enum(['list', 'base64']), member: z.exactOptional(name) }),
      ]),
    )
    .default({}),
});

const idempotency = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('service_key'), header: headerName }),
  z.strictObject({ kind: z.literal('natural') }),
  z.strictObject({ kind: z.literal('none') }),
]);

const operation = z.strictObject({
  title: text.max(80),
  summary: text.max(400),
  category: text.max(40),
  risk: z.enum(RISKS),
  default: z.enum(['allow', 'ask', 'deny']).nullable().default(null),
  params: paramsSchema,
  one_of: z.array(z.array(name).min(2)).default([]),
  binding,
  recipients: z.exactOptional(recipients),
  lookups: z.record(name, lookup).default({}),
  checks: z.array(check).default([]),
  approval,
  editable: z.array(name).default([]),
  idempotency: idempotency.default({ kind: 'none' }),
  definite_5xx: z.boolean().default(false),
  reversible: text.nullable().default(null),
  hide: z.array(hidePath).default([]),
  run: z.enum(['on_approval', 'on_collect']).default('on_approval'),
  notes: text.nullable().default(null),
});

export const manifest = z.strictObject({
  v: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'must be lower-case letters, digits and -'),
  title: text.max(60),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be three numbers, e.g. '1.0.0'"),
  source: z.strictObject({
    what: text,
    where: text,
    date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date, YYYY-MM-DD'),
  }),
  service: z.strictObject({
    base_url: z.string(),
    headers: headers.default({}),
    reply_errors: z.exactOptional(pointer),
    limits: z.exactOptional(
      z.strictObject({
        concurrent_calls: z.exactOptional(within(CONNECTION_LIMIT_RANGES.concurrent_calls)),
        deadline_ms: z.exactOptional(within(CONNECTION_LIMIT_RANGES.deadline_ms)),
      }),
    ),
  }),
  auth,
  purposes: z
    .strictObject({ credential_test: name.nullable().default(null), lookup: z.array(name).default([]) })
    .default({ credential_test: null, lookup: [] }),
  hide: z.array(hidePath).default([]),
  operations: z.record(
    z
      .string()
      .regex(
        OPERATION_NAME,
        'must be 2 to 41 lower-case letters, digits and _, starting with a letter, without __',
      )
      .refine(
        (name) => !RESERVED_OPERATIONS.has(name),
        "is the name of one of the gateway's own tools; choose another",
      ),
    operation,
  ),
});

export type Manifest = z.infer<typeof manifest>;
export type ManifestOperation = z.infer<typeof operation>;
export type ManifestHttpBinding = z.infer<typeof httpBinding>;
export type ManifestGraphqlBinding = z.infer<typeof graphqlBinding>;
export type ManifestMimeBinding = z.infer<typeof mimeBinding>;

/** Every key the format knows, to guess what a misspelt one meant. */
export const MANIFEST_KEYS: readonly string[] = [
  ...Object.keys(manifest.shape),
  ...Object.keys(operation.shape),
  ...Object.keys(httpBinding.shape),
  ...Object.keys(graphqlBinding.shape),
  ...Object.keys(mimeBinding.shape),
  ...Object.keys(paramsSchema.shape),
  ...Object.keys(lookup.shape),
  ...Object.keys(fact.shape),
  ...Object.keys(check.shape),
  ...Object.keys(approval.shape),
  ...Object.keys(manifest.shape.source.shape),
  ...Object.keys(manifest.shape.service.shape),
  'credential_test',
  'definitions',
  'token_url',
  'open',
  'hidden',
  'ask_above',
  'prefixes',
  'hint',
  'text',
];
