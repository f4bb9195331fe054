import {
  hideFields,
  type JsonValue,
  type Obligation,
  type Outcome,
  type Reply,
  type ReplyPart,
} from '@agentport/engine';
import type { Sent } from '../courier/index.ts';
import type { GatewayCall } from './request.ts';

/** Takes out what nobody may see, and says how the call ended. Runs before anyone sees or stores the reply. */
export function filter(call: GatewayCall, sent: Sent, obligations: readonly Obligation[]): Outcome {
  const paths = obligations.flatMap((obligation) =>
    obligation.kind === 'hide_fields' ? obligation.paths : [],
  );
  const reply = sent.reply && hideInReply(sent.reply, paths);
  switch (sent.disposition) {
    case 'succeeded':
      if (!reply) throw new Error('a call that succeeded has a reply');
      return { kind: 'released', callId: call.id, reply, replayed: false };
    case 'failed':
      return {
        kind: 'failed',
        callId: call.id,
        problem: sent.problem ?? { code: 'upstream_error', message: 'The service refused the call.' },
        upstreamStatus: reply?.status ?? null,
        reply,
      };
    case 'outcome_unknown':
      return {
        kind: 'outcome_unknown',
        callId: call.id,
        problem: sent.problem ?? { code: 'outcome_unknown', message: 'No complete answer came back.' },
      };
  }
}

function hideInReply(reply: Reply, paths: readonly string[]): Reply {
  if (paths.length === 0) return reply;
  return { ...reply, parts: reply.parts.map((part) => hideInPart(part, paths)) };
}

/** A part that cannot be looked into keeps what it has; the courier has taken the credential out already. */
function hideInPart(part: ReplyPart, paths: readonly string[]): ReplyPart {
  if (part.kind !== 'json') return part;
  return { kind: 'json', value: hideFields(part.value as JsonValue, paths).value };
}
