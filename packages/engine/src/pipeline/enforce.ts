import type { Gate, GateTypes, Progress, Step } from './gate.ts';
import type { Outcome, Refused } from './outcome.ts';

/** What a run of steps yields to its driver: a value that may still be on its way. */
export type Steps<R> = Generator<Step<unknown>, R, unknown>;

function* step<V>(value: Step<V>): Generator<Step<V>, V, unknown> {
  return (yield value) as V;
}

/**
 * The one path from an agent to a service. Every entrance ends here, and nothing else may open a
 * credential or reach a service. The order exists once; gateway and guard bring their own steps.
 */
export function* enforce<T extends GateTypes>(gate: Gate<T>, request: T['request']): Steps<Outcome> {
  const progress: Progress<T> = { call: null, permit: null };
  try {
    const agent = yield* step(gate.authenticate(request)); // who asks
    if (isRefused(agent)) return yield* step(gate.refuse(request, null, agent));

    const call = yield* step(gate.resolve(agent, request)); // which operation, and exactly what would leave
    if (isRefused(call)) return yield* step(gate.refuse(request, agent, call));
    progress.call = call;

    const context = yield* step(gate.recall(agent, call)); // what is known around it
    const findings = yield* step(gate.inspect(call, context)); // what looks dangerous
    const first = yield* step(gate.decide(call, context, findings)); // allow | ask | deny
    const decision = yield* step(gate.consult(call, first)); // judges; may only raise
    const claim = yield* step(gate.claim(call, decision, context)); // durable: decision and permit
    if (claim.kind !== 'permit') return claim; // denied, pending and held end here
    progress.permit = claim.permit;

    const sent = yield* step(gate.forward(call, claim.permit)); // the only place a credential is opened
    const seen = yield* step(gate.inspectReply(call, sent)); // injection, secrets, labels
    const outcome = yield* step(gate.filter(call, sent, decision.obligations, seen)); // before anyone sees it
    yield* step(gate.record(call, outcome));
    yield* step(gate.remember(call, seen));
    return outcome;
  } catch (error) {
    return yield* step(gate.fault(error, progress));
  }
}

function isRefused(value: object): value is Refused {
  return 'kind' in value && value.kind === 'refused';
}
