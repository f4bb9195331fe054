import type { Operation } from './definition.ts';
import { deepFreeze } from './freeze.ts';

/** Stands where a pinned tool has its digest; no digest can look like it, so no tool can pass for the list. */
const OF_THE_PROTOCOL = 'protocol';

/** The request of the protocol that lists a server's tools. */
export const TOOL_LIST_METHOD = 'tools/list';

/**
 * Asking an upstream MCP server for its tools: a call of the gateway itself, on the same path as every other. It is in
 * no definition, so no agent can name it.
 */
export const TOOL_LIST: Operation = deepFreeze({
  name: 'list_tools',
  title: 'List tools',
  summary: 'Asks an MCP server which tools it offers.',
  category: 'Tools',
  risk: 'read',
  default: 'deny',
  params: { type: 'object', properties: {}, additionalProperties: false },
  one_of: [],
  binding: { kind: 'mcp', tool: TOOL_LIST_METHOD, tool_sha256: OF_THE_PROTOCOL },
  lookups: {},
  checks: [],
  approval: { templates: ['List the tools'], fields: {} },
  editable: [],
  idempotency: { kind: 'natural' },
  definite_5xx: false,
  reversible: null,
  hide: [],
  run: 'on_approval',
  notes: null,
});

/** Whether this names the list itself rather than a tool of a server, which may well be called `tools/list`. */
export function isToolList(wire: { readonly tool: string; readonly tool_sha256: string }): boolean {
  return wire.tool === TOOL_LIST_METHOD && wire.tool_sha256 === OF_THE_PROTOCOL;
}
