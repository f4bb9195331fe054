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
import { createStopwatch } from './step-times.ts';

export type Enforce = (request: GateRequest) => Promise<Outcome>;

/** The gateway's end of the one path: every entrance, every approval and the gateway itself call this and nothing else. */
export function createEnforce(rooms: Rooms, inFlight: InFlight): Enforce {
  const run: Enforce = (request) => runAsync(enforce(gate, request));
  const watch = createStopwatch(rooms.clock);
  const gate: Gate<GatewayTypes> = {
    authenticate(request) {
      watch.start(request);
      return admit(rooms, request);
    },
    resolve(agent, request) {
      watch.lap(request, 'authenticate');
      return resolve(rooms, agent, request);
    },
    recall(_, call) {
      watch.lap(call.request, 'resolve');
      return recall(rooms, call, run);
    },
    inspect(call, context) {
      watch.lap(call.request, 'recall');
      return inspectCall(call, context);
    },
    decide: (call, _, findings) => decide(rooms, call, findings),
    consult: (_, decision) => decision,
    async claim(call, decision, context) {
      watch.lap(call.request, 'decide');
      inFlight.enter(call);
      const claimed = await claim(rooms, call, decision, context, () => decideAgain(rooms, call, context));
      if (claimed.kind !== 'permit') inFlight.leave(call);
      return claimed;
    },
    forward(call, permit) {
      watch.lap(call.request, 'claim');
      return forward(rooms, inFlight, call, permit);
    },
    inspectReply: () => null,
    filter(call, sent, obligations) {
      watch.lap(call.request, 'forward');
      return filter(call, sent, obligations);
    },
    async record(call, outcome) {
      watch.lap(call.request, 'filter');
      await finishCall(rooms, callFacts(rooms, call, null), outcome, watch.times(call.request));
      inFlight.leave(call);
    },
    remember: () => undefined,
    refuse: (request, agent, refused) => refuse(rooms, request, agent, refused),
    async fault(error, progress) {
      const outcome = await fault(rooms, error, progress);
      if (progress.call) inFlight.leave(progress.call);
      return outcome;
    },
  };
  return run;
}

function decideAgain(rooms: Rooms, call: GatewayCall, context: GatewayContext): Decision {
  const findings: readonly Finding[] = inspectCall(call, context);
  return decide(rooms, call, findings);
}
