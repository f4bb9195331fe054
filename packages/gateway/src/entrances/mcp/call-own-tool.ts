import { type McpAnswer, type OperationDetail, outcomeToMcp } from '@agentport/contract';
import type { JsonObject, JsonValue, Outcome, Refused } from '@agentport/engine';
import type { InputRequiredResult } from '@modelcontextprotocol/server';
import { ownApprovals } from '../agent-plane/own-approvals.ts';
import { isRefused, refused } from '../agent-plane/refused.ts';
import { searchOperations } from '../agent-plane/search.ts';
import { callOperation, type OperationCall } from './call-operation.ts';
import type { McpDeps } from './deps.ts';
import { OWN_ARGUMENTS, type OwnArguments, WAIT_S_MAX } from './own-tools.ts';
import type { OwnTool } from './tool-name.ts';
import { type Asking, holdPending } from './wait.ts';

const FOUND_DEFAULT = 20;

export type OwnCall = Omit<OperationCall, 'target' | 'tool'> & { readonly tool: OwnTool };

/** Our own tools: waiting, looking up, and calling operations by name where there are too many to list. */
export async function callOwnTool(deps: McpDeps, call: OwnCall): Promise<McpAnswer | InputRequiredResult> {
  const read = OWN_ARGUMENTS[call.tool].safeParse(call.args);
  if (!read.success) return outcomeToMcp(badArguments(call.tool, read.error.issues[0]));
  switch (call.tool) {
    case 'await_approval':
      return outcomeToMcp(await awaitApproval(deps, call, read.data as OwnArguments<'await_approval'>));
    case 'list_my_approvals':
      return tell({ items: await ownApprovals(deps, call.visit.asked.agent) });
    case 'search_operations':
      return search(deps, call, read.data as OwnArguments<'search_operations'>);
    case 'describe_operation': {
      const found = await describe(deps, call, read.data as OwnArguments<'describe_operation'>);
      return isRefused(found) ? outcomeToMcp(found) : tell({ ...found });
    }
    case 'call_read':
    case 'call_write':
      return callByName(deps, call, read.data as OwnArguments<'call_read'>);
  }
}

async function awaitApproval(
  deps: McpDeps,
  asking: Asking,
  { id, wait_s = WAIT_S_MAX }: OwnArguments<'await_approval'>,
): Promise<Outcome> {
  const { org, id: agentId } = asking.visit.asked.agent;
  const now = await deps.approvals.await(id, { org, agentId, timeoutMs: 0 });
  if (now === null) {
    return refused('unknown_approval', 'You have no such approval. list_my_approvals shows yours.');
  }
  return holdPending(deps, asking, now, asking.visit.arrivedAt + wait_s * 1000);
}

async function search(
  deps: McpDeps,
  { visit }: Asking,
  { query = '', connection, limit = FOUND_DEFAULT }: OwnArguments<'search_operations'>,
): Promise<McpAnswer> {
  const found = await deps.operations.operationsFor(visit.asked.agent, connection ?? visit.scope);
  if (isRefused(found)) return outcomeToMcp(found);
  const matching = searchOperations(found, query);
  const items = matching.slice(0, limit).map((operation) => ({
    connection: operation.connection,
    operation: operation.name,
    summary: operation.summary,
    risk: operation.risk,
    tier: operation.tier,
  }));
  return tell({ items, more: matching.length - items.length });
}

function describe(
  deps: McpDeps,
  { visit }: Asking,
  target: OwnArguments<'describe_operation'>,
): Promise<OperationDetail | Refused> | Refused {
  if (visit.scope !== null && target.connection !== visit.scope) return outsideScope(visit.scope);
  return deps.operations.describe(visit.asked.agent, target.connection, target.operation);
}

/** `call_read` promises by its annotations that it changes nothing, so clients may run it unasked: it keeps to that. */
async function callByName(
  deps: McpDeps,
  call: OwnCall,
  given: OwnArguments<'call_read'>,
): Promise<McpAnswer | InputRequiredResult> {
  const { scope, asked } = call.visit;
  if (scope !== null && given.connection !== scope) return outcomeToMcp(outsideScope(scope));
  if (call.tool === 'call_read') {
    const found = await deps.operations.describe(asked.agent, given.connection, given.operation);
    if (isRefused(found)) return outcomeToMcp(found);
    if (!found.annotations.readOnlyHint) return outcomeToMcp(notReading(given.operation));
  }
  // Taken from the call itself: what the schema gave back is a copy.
  const args = (call.args as JsonObject).arguments ?? {};
  const target = { connection: given.connection, operation: given.operation };
  return callOperation(deps, { ...call, target, args });
}

/** A value and its text twin, written from the same value. */
function tell(value: Record<string, unknown>): McpAnswer {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}

function notReading(operation: string): Refused {
  return refused('invalid_request', `"${operation}" changes something. Call it with call_write.`);
}

function outsideScope(scope: string): Refused {
  return refused('unknown_connection', `Only the connection "${scope}" is reached at this address.`);
}

function badArguments(tool: OwnTool, issue: { path: PropertyKey[]; message: string } | undefined): Refused {
  const path = `/${issue?.path.map(String).join('/') ?? ''}`;
  return refused('invalid_arguments', `The arguments of ${tool} are wrong at ${path}: ${issue?.message}.`, {
    problems: [{ path, message: issue?.message ?? '' }] satisfies JsonValue,
  });
}
