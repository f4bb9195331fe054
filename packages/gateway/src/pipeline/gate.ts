import { type Decision, enforce, type Finding, type Gate, type Outcome, runAsync } from '@agentport/engine';
import { finishCall } from '../approvals/index.ts';
import { admit } from './admit.ts';
import { callFacts } from './call-facts.ts';
import { claim } from './claim.ts';
import { decide } from './decide.ts';
import { fault } from './fault.ts';
import { filter } from './filter.ts';
import { forward, type InFlight } from './forward.ts';
import { inspectCall } from './inspect.ts';
import { recall } from './recall.ts';
import { refuse } from './refuse.ts';
import type { GateRequest, GatewayCall, GatewayContext, GatewayTypes } from './request.ts';
import { resolve } from './resolve.ts';
import type { Rooms } from './rooms.ts';

export type Enforce = (request: GateRequest) => Promise<Outcome>;

/** The gateway's end of the one path: every entrance, every approval and the gateway itself call this and nothing else. */
export function createEnforce(rooms: Rooms, inFlight: InFlight): Enforce {
  const run: Enforce = (request) => runAsync(enforce(gate, request));
  const gate: Gate<GatewayTypes> = {
    authenticate: (request) => admit(rooms, request),
    resolve: (agent, request) => resolve(rooms, agent, request),
    recall: (_, call) => recall(rooms, call, run),
    inspect: (call, context) => inspectCall(call, context),
    decide: (call, _, findings) => decide(rooms, call, findings),
    consult: (_, decision) => decision,
    claim: (call, decision, context) =>
      claim(rooms, call, decision, context, () => decideAgain(rooms, call, context)),
    forward: (call, permit) => forward(rooms, inFlight, call, permit),
    inspectReply: () => null,
    filter: (call, sent, obligations) => filter(call, sent, obligations),
    record: (call, outcome) => finishCall(rooms, callFacts(rooms, call, null), outcome),
    remember: () => undefined,
    refuse: (request, agent, refused) => refuse(rooms, request, agent, refused),
    fault: (error, progress) => fault(rooms, error, progress),
  };
  return run;
}

function decideAgain(rooms: Rooms, call: GatewayCall, context: GatewayContext): Decision {
  const findings: readonly Finding[] = inspectCall(call, context);
  return decide(rooms, call, findings);
}
