import type { Decision, Finding, Obligation } from '../decision/decision.ts';
import type { Agent, Call } from './call.ts';
import type { Outcome, Refused } from './outcome.ts';

/** A step may answer at once or later; the driver knows the difference, the order does not. */
export type Step<T> = T | Promise<T>;

/** The types one end of the path brings along: the gateway's differ from the in-process guard's. */
export interface GateTypes {
  request: unknown;
  agent: Agent;
  call: Call;
  /** what is known around the call: session labels, looked-up facts, budgets */
  context: unknown;
  /** the single-use right to forward this call; only the approvals room can make one */
  permit: object;
  /** what came back from the service, before anyone has looked at it */
  sent: unknown;
  /** what inspecting the reply found */
  seen: unknown;
}

/** Either the right to go on, or the end of this call for now. */
export type Claim<P> = { readonly kind: 'permit'; readonly permit: P } | Outcome;

/**
 * The steps `enforce()` orders. Each end of the product supplies its own; none may reorder them.
 * Expected ends are returned as values; a throw is a fault and goes to `fault`.
 */
export interface Gate<T extends GateTypes> {
  authenticate(request: T['request']): Step<T['agent'] | Refused>;
  resolve(agent: T['agent'], request: T['request']): Step<T['call'] | Refused>;
  recall(agent: T['agent'], call: T['call']): Step<T['context']>;
  inspect(call: T['call'], context: T['context']): Step<readonly Finding[]>;
  decide(call: T['call'], context: T['context'], findings: readonly Finding[]): Step<Decision>;
  /** may only raise the effect */
  consult(call: T['call'], decision: Decision): Step<Decision>;
  /** durable before it returns: the decision and, when permitted, the claimed permit */
  claim(call: T['call'], decision: Decision, context: T['context']): Step<Claim<T['permit']>>;
  forward(call: T['call'], permit: T['permit']): Step<T['sent']>;
  inspectReply(call: T['call'], sent: T['sent']): Step<T['seen']>;
  filter(
    call: T['call'],
    sent: T['sent'],
    obligations: readonly Obligation[],
    seen: T['seen'],
  ): Step<Outcome>;
  record(call: T['call'], outcome: Outcome): Step<void>;
  remember(call: T['call'], seen: T['seen']): Step<void>;
  /** a refusal before any decision: recorded where it concerns a call */
  refuse(request: T['request'], agent: T['agent'] | null, refused: Refused): Step<Refused>;
  /** something broke: record it, answer with a public sentence only; must not throw */
  fault(error: unknown, progress: Progress<T>): Step<Outcome>;
}

/** How far a call had come when something broke; decides whether its outcome is known. */
export interface Progress<T extends GateTypes> {
  call: T['call'] | null;
  permit: T['permit'] | null;
}
