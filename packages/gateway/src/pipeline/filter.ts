import {
  hideFields,
  type JsonValue,
  type Obligation,
  type Outcome,
  type Problem,
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
      return reply ? { kind: 'released', callId: call.id, reply, replayed: false } : withheld(call);
    case 'failed':
      return {
        kind: 'failed',
        callId: call.id,
        problem: failure(sent),
        upstreamStatus: sent.upstreamStatus,
        reply,
        ...(sent.reached === 'not_sent' ? { unsent: true } : {}),
      };
    case 'outcome_unknown':
      return {
        kind: 'outcome_unknown',
        callId: call.id,
        problem: sent.problem ?? { code: 'outcome_unknown', message: 'No complete answer came back.' },
      };
  }
}

/** Why it failed and, where the service said so, how long to wait before trying again. */
function failure({ problem, retryAfterSeconds }: Sent): Problem {
  const known = problem ?? { code: 'upstream_error', message: 'The service refused the call.' };
  if (retryAfterSeconds === null) return known;
  return { ...known, details: { ...known.details, retry_after_s: retryAfterSeconds } };
}

function withheld(call: GatewayCall): Outcome {
  const message =
    'It was done, but the answer holds fields that must be hidden and could not be read safely, so it is withheld.';
  return { kind: 'withheld', callId: call.id, problem: { code: 'reply_withheld', message } };
}

/** Null when something must be hidden in a part that cannot be looked into. */
function hideInReply(reply: Reply, paths: readonly string[]): Reply | null {
  if (paths.length === 0) return reply;
  const parts: ReplyPart[] = [];
  for (const part of reply.parts) {
    if (part.kind !== 'json') return null;
    parts.push({ kind: 'json', value: hideFields(part.value as JsonValue, paths).value });
  }
  return { ...reply, parts };
}
