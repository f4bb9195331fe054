/** What a connection may be called: it is a path segment, a prefix of tool names and a key in YAML. */
export const CONNECTION_NAME = /^[a-z][a-z0-9-]{1,15}$/;

/** What an operation may be called. Two underscores in a row part connection and operation in a tool's name. */
export const OPERATION_NAME = /^(?!.*__)[a-z][a-z0-9_]{1,40}$/;

/** First path segments the gateway keeps for itself: a connection of that name could take over a route. */
export const RESERVED_CONNECTION_NAMES: ReadonlySet<string> = new Set([
  'v1',
  'api',
  'mcp',
  'inspect',
  'approval',
  'approvals',
  'operator',
  'oauth',
  'auth',
  'setup',
  'health',
  'ready',
  'metrics',
  'openapi',
  'assets',
  'admin',
  'well-known',
  'static',
  'a',
  't',
]);

export function isConnectionName(name: string): boolean {
  return CONNECTION_NAME.test(name) && !RESERVED_CONNECTION_NAMES.has(name);
}
