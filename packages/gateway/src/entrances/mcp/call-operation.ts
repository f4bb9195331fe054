import { type McpAnswer, outcomeToMcp } from '@agentport/contract';
import type { JsonValue, Outcome } from '@agentport/engine';
import {
  type InputRequiredResult,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import { factsFromMeta } from '../agent-plane/call-facts.ts';
import { isRefused, refused } from '../agent-plane/refused.ts';
import type { McpDeps } from './deps.ts';
import { holdBudgetMs } from './hold-budget.ts';
import { relayProgress } from './progress.ts';
import { openRound, type Round, type RoundOf, sealRound } from './sealed-round.ts';
import type { ToolTarget } from './tool-name.ts';
import { type Asking, holdPending } from './wait.ts';

/** Clients of 2026-07-28 come back by themselves, but stop after ten rounds: the last is answered in words. */
const ROUNDS_MAX = 9;
const ROUND_HOLD_MS = 50_000;
const ROUND_LIVES_MS = 5 * 60_000;

export interface OperationCall extends Asking {
  /** the tool as the client named it */
  readonly tool: string;
  readonly target: ToolTarget;
  readonly args: JsonValue;
  readonly client: { readonly name: string; readonly version: string } | undefined;
  /** the client speaks 2026-07-28 and can be sent away to come back */
  readonly modern: boolean;
}

/** Calls an operation and waits for a person where one is asked. Elicitation answers are never looked at. */
export async function callOperation(
  deps: McpDeps,
  call: OperationCall,
): Promise<McpAnswer | InputRequiredResult> {
  const { visit, ctx } = call;
  const of: RoundOf = {
    agent: visit.asked.agent.id,
    tool: call.tool,
    ...call.target,
    args: call.args,
  };
  const round = roundOf(deps, of, ctx.mcpReq.requestState<string>());
  const holdMs = call.modern ? ROUND_HOLD_MS : holdBudgetMs(call.client?.name);
  const first = round === null ? await ask(deps, call) : await comeBack(deps, call, round);
  const outcome = await holdPending(deps, call, first, visit.arrivedAt + holdMs);

  const rounds = round?.number ?? 0;
  if (outcome.kind !== 'pending' || !call.modern || rounds >= ROUNDS_MAX) return outcomeToMcp(outcome);
  const next: Round = {
    approval: outcome.approval.id,
    number: rounds + 1,
    until: deps.clock.now() + ROUND_LIVES_MS,
  };
  return inputRequired({ requestState: sealRound(deps.seal, of, next) });
}

/** @throws {ProtocolError} for a state that we did not make for this agent, tool and arguments, or that is too old (T5) */
function roundOf(deps: McpDeps, of: RoundOf, state: string | undefined): Round | null {
  if (state === undefined) return null;
  const round = openRound(deps.seal, of, state, deps.clock.now());
  if (round !== null) return round;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    'This requestState is not valid for this call, or too old. Call again without it.',
  );
}

/** What `enforce()` is asked by a tool call. */
export interface Question extends Pick<OperationCall, 'visit' | 'target' | 'args' | 'client'> {
  readonly meta: Readonly<Record<string, unknown>> | undefined;
  readonly onProgress: ReturnType<typeof relayProgress>;
}

export async function askOperation(deps: McpDeps, question: Question): Promise<Outcome> {
  const { visit, target, client } = question;
  const facts = factsFromMeta(question.meta);
  if (isRefused(facts)) return facts;
  return deps.enforce({
    kind: 'call',
    token: visit.token,
    connection: target.connection,
    operation: target.operation,
    args: question.args,
    ...facts,
    onProgress: question.onProgress,
    caller: {
      entrance: 'mcp',
      address: visit.address,
      client: client === undefined ? null : `${client.name}/${client.version}`.slice(0, 200),
    },
  });
}

/** Asks, unless the question was put already, before the SDK saw the call. */
function ask(deps: McpDeps, call: OperationCall): Promise<Outcome> | Outcome {
  const { visit, ctx } = call;
  return (
    visit.first ?? askOperation(deps, { ...call, meta: ctx.mcpReq._meta, onProgress: relayProgress(ctx) })
  );
}

/** A later round asks nothing anew: it looks what became of the question. */
async function comeBack(deps: McpDeps, { visit }: OperationCall, round: Round): Promise<Outcome> {
  const { org, id: agentId } = visit.asked.agent;
  const outcome = await deps.approvals.await(round.approval, { org, agentId, timeoutMs: 0 });
  return outcome ?? refused('unknown_approval', 'You have no such approval. Call again to ask anew.');
}
