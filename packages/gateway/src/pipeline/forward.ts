import { isStopped, type Permit } from '../approvals/index.ts';
import type { Send, Sent } from '../courier/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { GatewayCall } from './request.ts';
import type { Rooms } from './rooms.ts';

/** Calls on their way, so that a stop can cut them off. */
export interface InFlight {
  track(call: GatewayCall): { readonly signal: AbortSignal; done(): void };
  /** @param agentId null for all; @returns how many were cut off */
  abort(agentId: string | null): number;
}

export function createInFlight(): InFlight {
  const running = new Map<string, { agentId: string; controller: AbortController }>();
  return {
    track(call) {
      const controller = new AbortController();
      running.set(call.id, { agentId: call.agent.id, controller });
      return { signal: controller.signal, done: () => running.delete(call.id) };
    },
    abort(agentId) {
      const hit = [...running.values()].filter((run) => agentId === null || run.agentId === agentId);
      for (const run of hit) run.controller.abort();
      return hit.length;
    },
  };
}

/** Sends exactly the permitted action. The only step that reaches a credential or a service. */
export async function forward(
  rooms: Rooms,
  inFlight: InFlight,
  call: GatewayCall,
  permit: Permit,
): Promise<Sent> {
  const run = inFlight.track(call);
  try {
    return await rooms.courier.send({
      permit,
      action: call.action,
      body: call.body,
      signal: run.signal,
      beforeSend: () => refuseWhenStopped(rooms, call),
      onProgress: progressOf(call),
    });
  } finally {
    run.done();
  }
}

/** A stop that came after the claim still wins, as long as nothing has left. */
async function refuseWhenStopped(rooms: Rooms, call: GatewayCall): Promise<void> {
  const agentId = call.agent.kind === 'agent' ? call.agent.id : null;
  if (!(await isStopped(rooms.db.read, { org: call.agent.org, agentId }))) return;
  throw new Fault('agent_stopped', 'A person stopped this agent before the call was sent. Nothing was sent.');
}

function progressOf({ request }: GatewayCall): NonNullable<Send['onProgress']> | null {
  const tell = request.kind === 'call' ? request.onProgress : null;
  return tell ? ({ progress, total }) => tell({ progress, total }) : null;
}
