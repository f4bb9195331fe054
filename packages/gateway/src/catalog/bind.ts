import {
  canonical,
  type HttpWire,
  type JsonObject,
  type JsonValue,
  type McpWire,
  type Pair,
  sha256Hex,
  utf8Encode,
} from '@agentport/engine';
import { type BaseUrl, splitBaseUrl } from './base-url.ts';
import { bindPath } from './bind-path.ts';
import type {
  ArgumentProblem,
  Definition,
  GraphqlBinding,
  HttpBinding,
  McpBinding,
  MimeBinding,
  Operation,
} from './definition.ts';
import { formEncode, formPairs } from './form.ts';
import { safeHeader } from './headers.ts';
import { messageProblems } from './mail-message.ts';
import { parseTextTemplate } from './text-template.ts';

/** What would leave, and its bytes. */
export interface Bound {
  readonly wire: HttpWire | McpWire;
  readonly body: Uint8Array;
}

/** Arguments reached `bind` that `checkArguments` would have refused: a mistake of ours, never sent. */
export class UncheckedArguments extends Error {
  constructor(problems: readonly ArgumentProblem[]) {
    super(problems.map((problem) => problem.message).join(' '));
    this.name = 'UncheckedArguments';
  }
}

/** Where a connection leads: origin and path prefix, or the full URL of an MCP server. */
export interface Target {
  readonly base_url: string;
  /** what `messageOf` built, for an operation that sends one */
  readonly message?: Uint8Array | null;
}

const NOTHING = new Uint8Array(0);

/**
 * What exactly would leave for an operation with these (checked) arguments. Pure: the same inputs always give the
 * same bytes. Query pairs are unencoded; whoever sends them encodes each name and value by itself.
 * Check arguments are not sent.
 * @throws {UncheckedArguments}
 * @throws {Error} for a base URL or a manifest header that was never validated; both are set by people, not agents
 */
export function bind(definition: Definition, operation: Operation, target: Target, args: JsonObject): Bound {
  const { binding } = operation;
  switch (binding.kind) {
    case 'mcp':
      return bindMcp(binding, target, args);
    case 'graphql':
      return bindGraphql(definition, operation, binding, target, args);
    case 'mime':
      return bindMime(definition, operation, binding, target, args);
    case 'http':
      return bindHttp(definition, operation, binding, target, args);
  }
}

function bindMcp(binding: McpBinding, target: Target, args: JsonObject): Bound {
  const body = utf8Encode(canonical(args));
  const wire: McpWire = {
    kind: 'mcp',
    server_url: target.base_url,
    tool: binding.tool,
    tool_sha256: binding.tool_sha256,
    arguments_sha256: sha256Hex(body),
  };
  return { wire, body };
}

function bindHttp(
  definition: Definition,
  operation: Operation,
  binding: HttpBinding,
  target: Target,
  args: JsonObject,
): Bound {
  const { path, query, payload, problems } = place(operation, binding, args);
  if (problems.length > 0) throw new UncheckedArguments(problems);
  const headers = bindHeaders(definition, binding, payload.type);
  return leaving(target, { method: binding.method, path, query, headers }, payload.body);
}

/**
 * The document and its name are the manifest's; arguments become variables and are never spliced into text (T74).
 * One call is one JSON object: no batch, no persisted-query hash.
 */
function bindGraphql(
  definition: Definition,
  operation: Operation,
  binding: GraphqlBinding,
  target: Target,
  args: JsonObject,
): Bound {
  const checked = new Set(operation.checks.map((check) => check.argument));
  const variables = Object.fromEntries(Object.entries(args).filter(([name]) => !checked.has(name)));
  const body = utf8Encode(
    canonical({ operationName: binding.operation_name, query: binding.document, variables }),
  );
  const headers = bindHeaders(definition, binding, 'application/json');
  return leaving(target, { method: 'POST', path: binding.path, query: [], headers }, body);
}

/** The mail as base64url (RFC 4648 §5) without padding, beside what else the service wants to know. */
function bindMime(
  definition: Definition,
  operation: Operation,
  binding: MimeBinding,
  target: Target,
  args: JsonObject,
): Bound {
  const problems = placementProblems(operation, args);
  if (problems.length > 0) throw new UncheckedArguments(problems);
  if (!target.message) throw new Error('The message was not built before it is bound.');
  const body: Members = {};
  putMember(body, binding.raw, Buffer.from(target.message).toString('base64url'));
  for (const [argument, place] of Object.entries(binding.beside)) {
    if (Object.hasOwn(args, argument)) putMember(body, place, args[argument] ?? null);
  }
  const { path } = bindPath(binding.path, args);
  const headers = bindHeaders(definition, binding, 'application/json');
  return leaving(target, { method: binding.method, path, query: [], headers }, utf8Encode(canonical(body)));
}

interface Members {
  [name: string]: JsonValue | Members;
}

/** The linter let only plain names through, none of which an object has by nature. */
function putMember(body: Members, place: string, value: JsonValue): void {
  const steps = place.split('.');
  const last = steps.pop() ?? '';
  let at = body;
  for (const step of steps) {
    at[step] ??= {};
    at = at[step] as Members;
  }
  at[last] = value;
}

let lastBase: { readonly text: string; readonly split: BaseUrl } | null = null;

/** Calls to one connection follow each other: its address is taken apart once. */
function baseUrlOf(text: string): BaseUrl {
  if (lastBase?.text !== text) lastBase = { text, split: splitBaseUrl(text) };
  return lastBase.split;
}

function leaving(
  target: Target,
  request: Pick<HttpWire, 'method' | 'path' | 'query' | 'headers'>,
  body: Uint8Array,
): Bound {
  const base = baseUrlOf(target.base_url);
  if (!base.ok) throw new Error(`The base URL ${base.message}.`);
  const wire: HttpWire = {
    kind: 'http',
    ...request,
    origin: base.origin,
    path: `${base.prefix}${request.path}`,
    body_sha256: sha256Hex(body),
    body_bytes: body.length,
  };
  return { wire, body };
}

/** Why arguments that fit their schema still cannot be sent: they would change the address or not arrive as shown. */
export function placementProblems(operation: Operation, args: JsonObject): readonly ArgumentProblem[] {
  const { binding } = operation;
  if (binding.kind === 'http') return place(operation, binding, args).problems;
  if (binding.kind !== 'mime') return [];
  return [...bindPath(binding.path, args).problems, ...messageProblems(args)];
}

function place(operation: Operation, binding: HttpBinding, args: JsonObject) {
  const path = bindPath(binding.path, args);
  const given = binding.query.filter((name) => Object.hasOwn(args, name));
  const query = formPairs(
    given.map((name) => [binding.names?.[name] ?? name, args[name] ?? null]),
    binding.lists,
  );
  const payload = bindBody(operation, binding, path.used, args);
  const problems = [...path.problems, ...query.problems, ...payload.problems];
  return { path: path.path, query: query.pairs, payload, problems };
}

interface Payload {
  readonly body: Uint8Array;
  readonly type: string | null;
  readonly problems: readonly ArgumentProblem[];
}

/**
 * The body holds what is neither in the path, the query, a filled field nor a check. Without any, JSON is `{}`,
 * because some services refuse an announced body that is missing; a form is left out.
 */
function bindBody(
  operation: Operation,
  binding: HttpBinding,
  inPath: ReadonlySet<string>,
  args: JsonObject,
): Payload {
  const elsewhere = new Set([
    ...inPath,
    ...binding.query,
    ...operation.checks.map((check) => check.argument),
  ]);
  const body: { [name: string]: JsonObject[string] } = {};
  for (const [field, value] of Object.entries(binding.fields)) {
    const filled = typeof value === 'string' ? fill(value, args) : { value, used: [] };
    body[field] = filled.value;
    for (const name of filled.used) elsewhere.add(name);
  }
  // In the order of the parameters, not of the arguments: the same call always has the same bytes.
  for (const name of Object.keys((operation.params.properties ?? {}) as JsonObject)) {
    if (Object.hasOwn(args, name) && !elsewhere.has(name))
      body[binding.names?.[name] ?? name] = args[name] ?? null;
  }
  if (binding.body === 'json') {
    return { body: utf8Encode(canonical(body)), type: 'application/json', problems: [] };
  }
  if (binding.body === 'none' || Object.keys(body).length === 0) {
    return { body: NOTHING, type: null, problems: [] };
  }
  const { pairs, problems } = formPairs(Object.entries(body));
  return { body: utf8Encode(formEncode(pairs)), type: 'application/x-www-form-urlencoded', problems };
}

function fill(text: string, args: JsonObject): { readonly value: string; readonly used: readonly string[] } {
  const used: string[] = [];
  let value = '';
  for (const piece of parseTextTemplate(text)?.pieces ?? []) {
    if (typeof piece === 'string') {
      value += piece;
      continue;
    }
    used.push(piece.argument);
    value += String(args[piece.argument]);
  }
  return { value, used };
}

function bindHeaders(
  definition: Definition,
  binding: Pick<HttpBinding, 'headers'>,
  type: string | null,
): readonly Pair[] {
  const headers = new Map<string, string>([['accept', 'application/json']]);
  if (type !== null) headers.set('content-type', type);
  for (const [name, value] of [
    ...Object.entries(definition.service.headers),
    ...Object.entries(binding.headers),
  ]) {
    headers.set(name, value);
  }
  return [...headers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      const header = safeHeader(name, value);
      if (header === null) throw new Error(`The header '${name}' of ${definition.id} cannot be sent.`);
      return header;
    });
}
