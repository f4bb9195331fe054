import { canonical, type JsonObject, type JsonValue, type Risk, sha256Hex } from '@agentport/engine';
import type { Definition, Operation } from './definition.ts';
import { deepFreeze } from './freeze.ts';
import { schemaFlaw } from './mcp-schema.ts';
import { type CleanText, cleanText, hasHidden } from './mcp-text.ts';
import { operationName } from './mcp-tool-name.ts';

const TOOLS_MAX = 500;
const SUMMARY_MAX = 2_000;
const TITLE_MAX = 80;

export interface ToolsRead {
  readonly definition: Definition;
  /** tools that cannot be called, and why, for the person who connects the server */
  readonly refused: readonly { readonly tool: string; readonly message: string }[];
  /** operations whose texts held hidden characters; a sign of poisoning */
  readonly flagged: readonly string[];
}

/** What a connection to an upstream MCP server can do, from its pinned tool list. Refused tools are left out. */
export function definitionFromTools(connection: string, tools: JsonValue): Definition {
  return readTools(connection, tools).definition;
}

/**
 * Reads a tool list as data that somebody may have poisoned: names are mapped, texts cleaned, schemas bounded, risk
 * taken from the annotations on the careful side. Each operation carries the digest of its tool as listed, so that
 * a tool that changes later is another tool (T76).
 */
export function readTools(connection: string, tools: JsonValue): ToolsRead {
  const refused: { tool: string; message: string }[] = [];
  const listed: readonly JsonValue[] = Array.isArray(tools) ? (tools as readonly JsonValue[]) : [];
  if (listed.length > TOOLS_MAX) {
    refused.push({
      tool: '*',
      message: `The server lists ${listed.length} tools; ${TOOLS_MAX} is the limit.`,
    });
  }
  const candidates: Operation[] = [];
  for (const tool of listed.length > TOOLS_MAX ? [] : listed) {
    const read = readTool(tool);
    if ('operation' in read) candidates.push(read.operation);
    else refused.push(read);
  }
  const operations: { [name: string]: Operation } = {};
  for (const operation of candidates.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const twins = candidates.filter((other) => other.name === operation.name).length;
    if (twins === 1) operations[operation.name] = operation;
    else
      refused.push({
        tool: toolOf(operation),
        message: `${twins} tools would be called '${operation.name}'.`,
      });
  }
  const flagged = Object.values(operations)
    .filter((operation) => operation.notes !== null)
    .map((operation) => operation.name);
  return { definition: define(connection, operations), refused, flagged };
}

function define(connection: string, operations: { [name: string]: Operation }): Definition {
  return deepFreeze({
    v: 1,
    id: 'mcp',
    title: `MCP server ${connection}`,
    version: '1',
    definition_sha256: sha256Hex(canonical({ v: 1, id: 'mcp', operations })),
    source: null,
    service: { base_url: null, headers: {} },
    auth: { kind: 'bearer', hint: null },
    purposes: { credential_test: null, lookup: [] },
    operations,
  });
}

type ToolRead = { readonly operation: Operation } | { readonly tool: string; readonly message: string };

function readTool(tool: JsonValue): ToolRead {
  if (!isObject(tool) || typeof tool.name !== 'string')
    return { tool: '?', message: 'A tool without a name.' };
  const shown = cleanText(tool.name, 60).text;
  const refuse = (message: string): ToolRead => ({ tool: shown, message });
  const name = operationName(tool.name);
  if (name === null)
    return refuse('Its name cannot be an operation: not plain ASCII, empty, or one of the gateway’s own.');
  const schema = tool.inputSchema ?? { type: 'object' };
  const flaw = schemaFlaw(schema);
  if (flaw !== null || !isObject(schema)) return refuse(`It ${flaw}.`);
  const texts = new Texts();
  const params = texts.schema(schema);
  if (params === null) return refuse('Its input schema holds hidden characters in a name or value.');
  const annotations = isObject(tool.annotations) ? tool.annotations : {};
  const title = firstText(tool.title, annotations.title) ?? tool.name;
  const summary = texts.clean(firstText(tool.description) ?? shown, SUMMARY_MAX);
  return {
    operation: {
      name,
      title: texts.clean(title, TITLE_MAX).replaceAll(/\s+/g, ' '),
      summary,
      category: 'Tools',
      risk: riskOf(annotations),
      default: null,
      params,
      one_of: [],
      binding: { kind: 'mcp', tool: tool.name, tool_sha256: sha256Hex(canonical(tool)) },
      lookups: {},
      checks: [],
      approval: { templates: [`Call ${name}`], fields: {} },
      editable: [],
      idempotency: { kind: annotations.idempotentHint === true ? 'natural' : 'none' },
      definite_5xx: false,
      reversible: null,
      hide: [],
      run: 'on_approval',
      notes:
        texts.removed === 0
          ? null
          : `The server's own texts held ${texts.removed} hidden characters; they were removed.`,
    },
  };
}

/** The MCP default for a tool that says nothing is "may destroy"; a server's word is believed no further than that. */
function riskOf(annotations: JsonObject): Risk {
  if (annotations.readOnlyHint === true) return 'read';
  return annotations.destructiveHint === false ? 'write' : 'destructive';
}

class Texts {
  removed = 0;

  clean(text: string, lengthMax: number): string {
    const clean: CleanText = cleanText(text, lengthMax);
    this.removed += clean.removed;
    return clean.text;
  }

  /** The schema with clean descriptions, or null when a name or value in it holds what nobody can see. */
  schema(schema: JsonObject): JsonObject | null {
    const copy: { [key: string]: JsonValue } = {};
    for (const [key, value] of Object.entries(schema)) {
      if (hasHidden(key)) return null;
      const member =
        typeof value === 'string' && DESCRIBES.has(key) ? this.clean(value, SUMMARY_MAX) : this.#value(value);
      if (member === null && value !== null) return null;
      copy[key] = member;
    }
    return copy;
  }

  #value(value: JsonValue): JsonValue | null {
    if (typeof value === 'string') return hasHidden(value.replaceAll(/[\n\t]/g, '')) ? null : value;
    if (isObject(value)) return this.schema(value);
    if (!Array.isArray(value)) return value;
    const items = (value as readonly JsonValue[]).map((item) => [item, this.#value(item)] as const);
    return items.some(([before, after]) => after === null && before !== null)
      ? null
      : items.map(([, after]) => after);
  }
}

const DESCRIBES: ReadonlySet<string> = new Set(['description', 'title', '$comment']);

function firstText(...values: (JsonValue | undefined)[]): string | null {
  return values.find((value): value is string => typeof value === 'string' && value.trim() !== '') ?? null;
}

function toolOf(operation: Operation): string {
  return operation.binding.kind === 'mcp' ? cleanText(operation.binding.tool, 60).text : operation.name;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
