/** What a tool's name calls: the catalog's operation, or one of our own tools. */
export interface ToolTarget {
  readonly connection: string;
  readonly operation: string;
}

/** Names of our own tools. They win over an operation of that name, which keeps its full name everywhere. */
export const OWN_TOOLS = [
  'await_approval',
  'list_my_approvals',
  'search_operations',
  'describe_operation',
  'call_read',
  'call_write',
] as const;

export type OwnTool = (typeof OWN_TOOLS)[number];

const OWN: ReadonlySet<string> = new Set(OWN_TOOLS);

export function isOwnTool(name: string): name is OwnTool {
  return OWN.has(name);
}

/** `{connection}__{operation}`; at `/mcp/{connection}` the bare operation, unless that is one of our own tools. */
export function toolNameOf(target: ToolTarget, scope: string | null): string {
  const bare = scope !== null && !isOwnTool(target.operation);
  return bare ? target.operation : `${target.connection}__${target.operation}`;
}

/** Reads a tool's name back; null when it names nothing within this scope. */
export function toolTargetOf(name: string, scope: string | null): ToolTarget | null {
  const at = name.indexOf('__');
  if (at === -1) return scope === null ? null : { connection: scope, operation: name };
  const connection = name.slice(0, at);
  if (scope !== null && connection !== scope) return null;
  return { connection, operation: name.slice(at + 2) };
}
