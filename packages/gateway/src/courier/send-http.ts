import type { HttpWire, Pair, Scrubber } from '@agentport/engine';
import type { Permit } from '../approvals/permit.ts';
import { checkWireHeaders, type HttpUpstream, outgoingOf, wireOf, withSlots } from '../upstream/index.ts';
import type { Dispatch, Prepared } from './dispatch.ts';
import { judgeHttp } from './judge-answer.ts';
import { slotName } from './place-credential.ts';
import type { Route } from './route.ts';

const USER_AGENT = 'AgentPort';

/** Makes an HTTP action ready to leave, and tells which wire that is. */
export function prepareHttp(
  http: HttpUpstream,
  wire: HttpWire,
  body: Uint8Array,
  route: Route,
  permit: Permit,
): Prepared {
  const reserved = new Set([
    slotName(route.auth),
    ...(route.idempotencyHeader ? [route.idempotencyHeader] : []),
  ]);
  checkWireHeaders(wire.headers, reserved);
  const outgoing = outgoingOf(wire, body);
  const origin = new URL(route.url).origin;
  return {
    leaving: { ...wireOf(outgoing), origin }, // where the connection leads, whatever the action says
    async send(slot: Pair | null, scrubber: Scrubber, dispatch: Dispatch) {
      // The permit's id names this one permitted effect; the service drops a second request with it.
      const slots: Pair[] = [
        ['user-agent', USER_AGENT],
        ...(slot ? [slot] : []),
        ...(route.idempotencyHeader ? [[route.idempotencyHeader, permit.id] as const] : []),
      ];
      const answer = await http.send({
        owner: permit.connection_id,
        destination: { origin, named: route.named },
        outgoing: withSlots(outgoing, slots),
        signal: dispatch.signal,
        ...(route.timeoutMs !== null && { timeoutMs: route.timeoutMs }),
      });
      if (answer.kind !== 'answered') dispatch.note(answer.cause);
      return judgeHttp(
        answer,
        { read: dispatch.read, definite5xx: route.definite5xx, replyErrors: route.replyErrors },
        scrubber,
        dispatch.now(),
      );
    },
  };
}
