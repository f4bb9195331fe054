import type { ServerResponse } from 'node:http';
import type { LiveChange } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import type { OperatorApiDeps } from './deps.ts';
import { ANSWERED, personOf, type SomeHandlers } from './handler.ts';

/** Also how soon a stream notices that its sign-in ended by time or by another person, ms. */
const HEARTBEAT_MS = 15_000;
const STREAMS_MAX = 200;
const STREAMS_PER_SIGN_IN_MAX = 12;
/** bytes a reader may be behind before it is cut off (T70) */
const BEHIND_MAX = 64 * 1024;

interface Stream {
  readonly signInId: string;
  readonly raw: ServerResponse;
}

/**
 * Live changes as server-sent events: hints to read again, never data. A stream ends with the sign-in it was opened
 * by (T39): at once when the person signs out, within a heartbeat when it expires.
 */
export function eventHandlers(deps: OperatorApiDeps): SomeHandlers<'events'> {
  const streams = new Set<Stream>();

  // Out of the set first: writing to an ended response would be an error that nobody catches.
  const end = (stream: Stream) => {
    if (streams.delete(stream)) stream.raw.end();
  };
  const tell = (text: string) => {
    for (const { raw } of streams) {
      if (raw.writableLength > BEHIND_MAX) raw.destroy();
      else raw.write(text);
    }
  };
  deps.approvals.onChange((change) => {
    const event: LiveChange = {
      type: 'call',
      call_id: change.callId,
      approval_id: change.approvalId,
      agent_id: change.agentId,
      state: change.state,
    };
    tell(`data: ${JSON.stringify(event)}\n\n`);
  });
  deps.operators.onSignOut((signInId) => {
    for (const stream of streams) if (stream.signInId === signInId) end(stream);
  });

  const beat = async (stream: Stream): Promise<void> => {
    const alive = streams.has(stream) && (await deps.operators.isAlive(stream.signInId).catch(() => false));
    if (!alive) end(stream);
    if (!streams.has(stream)) return;
    stream.raw.write(': still here\n\n');
    deps.clock.after(HEARTBEAT_MS, () => void beat(stream));
  };

  return {
    async events({ who, reply }) {
      const { signInId } = personOf(who);
      requireRoom(streams, signInId);
      reply.hijack();
      const stream = { signInId, raw: reply.raw };
      streams.add(stream);
      reply.raw.once('close', () => streams.delete(stream));
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
      });
      reply.raw.write('retry: 3000\n\n');
      deps.clock.after(HEARTBEAT_MS, () => void beat(stream));
      return ANSWERED;
    },
  };
}

function requireRoom(streams: ReadonlySet<Stream>, signInId: string): void {
  const own = [...streams].filter((stream) => stream.signInId === signInId).length;
  if (streams.size < STREAMS_MAX && own < STREAMS_PER_SIGN_IN_MAX) return;
  throw new Fault('rate_limited', 'Too many live pages are open. Close some.', {
    details: { retry_after_s: 30 },
  });
}
