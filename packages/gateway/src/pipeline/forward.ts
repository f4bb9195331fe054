import { maySend, type Permit } from '../approvals/index.ts';
import type { Send, Sent } from '../courier/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { GatewayCall } from './request.ts';
import type { Rooms } from './rooms.ts';

/** Calls on their way, so that a stop can cut them off, and so that one that nobody is at any more is noticed. */
export interface InFlight {
  /** from before its permit is taken; each run has a call object of its own */
  enter(call: GatewayCall): void;
  /** Its outcome is stored, or could not be. */
  leave(call: GatewayCall): void;
  /** whether any run of this process is between the two */
  has(callId: string): boolean;
  /** @param stopEpoch of the moment it was let through */
  track(call: GatewayCall, stopEpoch: number): { readonly signal: AbortSignal; done(): void };
  /** @param agentId null for all; @returns how many were cut off */
  abort(agentId: string | null): number;
  /** Cuts off what an agent began before `epoch`: it was stopped then, perhaps by another gateway and released since. */
  abortBefore(agentId: string, epoch: number): number;
  /** Cuts off what began before this stop epoch. */
  abortBeforeStop(stopEpoch: number): number;
}

interface Run {
  readonly call: GatewayCall;
  readonly stopEpoch: number;
  readonly controller: AbortController;
}

export function createInFlight(): InFlight {
  const running = new Map<string, Run>();
  const entered = new Map<string, Set<GatewayCall>>();
  const abortWhere = (isHit: (run: Run) => boolean) => {
    const hit = [...running.values()].filter(isHit);
    for (const run of hit) run.controller.abort();
    return hit.length;
  };
  return {
    enter(call) {
      const runs = entered.get(call.id);
      if (runs === undefined) entered.set(call.id, new Set([call]));
      else runs.add(call);
    },
    leave(call) {
      const runs = entered.get(call.id);
      if (runs?.delete(call) && runs.size === 0) entered.delete(call.id);
    },
    has: (callId) => entered.has(callId),
    track(call, stopEpoch) {
      const controller = new AbortController();
      running.set(call.id, { call, stopEpoch, controller });
      return { signal: controller.signal, done: () => running.delete(call.id) };
    },
    abort: (agentId) => abortWhere(({ call }) => agentId === null || call.agent.id === agentId),
    abortBefore: (agentId, epoch) =>
      abortWhere(
        ({ call: { agent } }) => agent.kind === 'agent' && agent.id === agentId && agent.epoch < epoch,
      ),
    abortBeforeStop: (stopEpoch) => abortWhere((run) => run.stopEpoch < stopEpoch),
  };
}

/** Sends exactly the permitted action. The only step that reaches a credential or a service. */
export async function forward(
  rooms: Rooms,
  inFlight: InFlight,
  call: GatewayCall,
  permit: Permit,
): Promise<Sent> {
  const run = inFlight.track(call, rooms.stops.epoch());
  try {
    return await rooms.courier.send({
      permit,
      action: call.action,
      body: call.body,
      signal: run.signal,
      beforeSend: () => refuseWhenNotOurs(rooms, call),
      onProgress: progressOf(call),
    });
  } finally {
    run.done();
  }
}

/**
 * A stop that came after the claim still wins, as long as nothing has left; so does a gateway that took the call for
 * lost because this one was asleep.
 */
async function refuseWhenNotOurs(rooms: Rooms, call: GatewayCall): Promise<void> {
  const agentId = call.agent.kind === 'agent' ? call.agent.id : null;
  const answer = await maySend(rooms.db.read, { org: call.agent.org, callId: call.id, agentId });
  if (answer === 'yes') return;
  if (answer === 'stopped') {
    throw new Fault(
      'agent_stopped',
      'A person stopped this agent before the call was sent. Nothing was sent.',
    );
  }
  throw new Fault('shutting_down', 'This gateway lost its lease before the call was sent. Nothing was sent.');
}

function progressOf({ request }: GatewayCall): NonNullable<Send['onProgress']> | null {
  const tell = request.kind === 'call' ? request.onProgress : null;
  return tell ? ({ progress, total }) => tell({ progress, total }) : null;
}
