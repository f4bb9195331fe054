import type { Finding, JsonObject, PolicyExplanation } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import { policyFacts } from './decide.ts';
import { inspectCall } from './inspect.ts';
import type { GatewayCall, KnownAgent } from './request.ts';
import { resolve } from './resolve.ts';
import type { Rooms } from './rooms.ts';

/** A call that is only thought through. `agent` is an id or a name. */
export interface Question {
  readonly agent: string;
  readonly connection: string;
  readonly operation: string;
  readonly args: JsonObject;
}

export interface Explanation extends PolicyExplanation {
  readonly call: GatewayCall;
  readonly findings: readonly Finding[];
  /** what stands before policy: a stop of the agent or of everything */
  readonly stopped: string | null;
  /** what only the service could tell */
  readonly notKnown: readonly string[];
}

/**
 * What would happen with a call, by the same steps that judge real ones: resolve, inspect, decide. Nothing is claimed,
 * recorded or sent, and no service is asked, so what a lookup would have found is named as not known.
 * @throws {Fault} not_found for the agent; what `resolve` refuses, with its own code
 */
export async function explainCall(rooms: Rooms, question: Question): Promise<Explanation> {
  const view = await rooms.agents.find(rooms.org, question.agent);
  if (view === null || view.status === 'removed') {
    throw new Fault('not_found', 'There is no such agent. List them with "agentport agents list".');
  }
  const agent: KnownAgent = {
    kind: 'agent',
    id: view.id,
    org: view.org,
    name: view.name,
    epoch: view.epoch,
    ...(view.connections === null ? {} : { connections: view.connections }),
    tokenId: null,
  };
  const call = await resolve(rooms, agent, {
    kind: 'call',
    token: null,
    connection: question.connection,
    operation: question.operation,
    args: question.args,
    session: null,
    idempotencyKey: null,
    note: null,
    caller: { entrance: 'gateway', address: null, client: null },
  });
  if ('kind' in call) {
    const { code, message, details } = call.problem;
    throw new Fault(code as Fault['code'], message, details === undefined ? {} : { details });
  }
  const findings = inspectCall(call, { findings: [], lookups: [], objects: {} });
  const { decision, steps } = rooms.policies.explain(policyFacts(rooms, call), findings);
  const stopped = view.status === 'stopped' ? 'This agent is stopped, so nothing it asks is done.' : null;
  return { call, findings, decision, steps, stopped, notKnown: unknowns(call) };
}

function unknowns({ definition }: GatewayCall): string[] {
  const checks = definition.checks.map(
    ({ argument }) => `Whether ${argument} agrees with the service is checked when the call is made.`,
  );
  const lookups = Object.keys(definition.lookups).map(
    (name) => `${name}: the service is asked for it when the call is made.`,
  );
  return [...checks, ...lookups];
}
