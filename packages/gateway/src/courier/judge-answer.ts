import type { Reply, Scrubber } from '@agentport/engine';
import type { HttpAnswer, InterruptedCode, NotSentCode } from '../upstream/index.ts';
import { httpReply } from './reply.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { type Ending, notSent } from './sent.ts';
import { statedErrors } from './stated-errors.ts';

/** What decides how a failure is to be read. */
export interface Stakes {
  /** the operation only reads: an unfinished one did no harm */
  readonly read: boolean;
  readonly definite5xx: boolean;
}

const NOT_SENT_SENTENCES: Record<NotSentCode, string> = {
  destination_refused: 'The gateway may not connect to this destination. An operator can check the base URL.',
  request_refused: 'The request could be read in two ways and was not sent. Check the arguments.',
  name_not_found:
    'The name of the service was not found. An operator can check the base URL and the network.',
  connect_failed: 'The service does not accept connections right now. Nothing was sent; try again later.',
  tls_failed: 'No secure connection to the service could be made. An operator can check its certificate.',
  timeout: 'The service did not accept a connection in time. Nothing was sent; try again later.',
  aborted: 'The call was stopped before anything was sent.',
  closed: 'The gateway is shutting down. Nothing was sent; try again later.',
};

const INTERRUPTED_CODES: Record<InterruptedCode, string> = {
  timeout: 'upstream_timeout',
  too_large: 'upstream_reply_too_large',
  aborted: 'upstream_error',
  reset: 'upstream_error',
  bad_encoding: 'upstream_error',
  bad_answer: 'upstream_error',
};

/** What an HTTP exchange means for the call. Sentences are ours alone: nothing of the service's text is in them. */
export function judgeHttp(
  answer: HttpAnswer,
  stakes: Stakes & { readonly replyErrors: string | null },
  scrubber: Scrubber,
  now: number,
): Ending {
  if (answer.kind === 'not_sent') return judgeNotSent(answer.code);
  if (answer.kind === 'interrupted') return judgeInterrupted(answer.code, stakes);
  // A redirect's Location may carry the credential and leads where nobody approved: not followed, not handed on.
  if (answer.redirect) {
    return answered(
      'failed',
      'upstream_redirect',
      'The service answered with a redirect, which is not followed. An operator can check the base URL.',
      {
        status: answer.status,
      },
    );
  }
  const reply = httpReply(answer, scrubber);
  const header = reply.headers.find(([name]) => name === 'retry-after')?.[1] ?? null;
  const isOk = reply.status >= 200 && reply.status < 300;
  if (isOk && stakes.replyErrors !== null) return judgeStated(reply, stakes.replyErrors, stakes);
  return judgeReply(reply, stakes, retryAfterSeconds(header, now));
}

export function judgeNotSent(code: NotSentCode): Ending {
  return notSent('upstream_unreachable', NOT_SENT_SENTENCES[code], { reason: code });
}

export function judgeInterrupted(code: InterruptedCode, stakes: Stakes): Ending {
  const ended = {
    reached: 'interrupted',
    reply: null,
    upstreamStatus: null,
    retryAfterSeconds: null,
  } as const;
  if (stakes.read) {
    const message = 'The service gave no complete answer. It was a read: nothing changed.';
    return {
      ...ended,
      disposition: 'failed',
      problem: { code: INTERRUPTED_CODES[code], message, details: { reason: code } },
    };
  }
  return { ...ended, disposition: 'outcome_unknown', problem: unknownOutcome(code) };
}

/** A complete answer whose body, not its status, says whether it failed. */
function judgeStated(reply: Reply, pointer: string, stakes: Stakes): Ending {
  const stated = statedErrors(reply, pointer);
  if (stated === 'partial' && !stakes.read) {
    const given = { status: reply.status, reply };
    const problem = unknownOutcome('partial_answer');
    return { ...answered('outcome_unknown', 'outcome_unknown', '', given), problem };
  }
  return judgeReply({ ...reply, is_error: stated !== 'fine' }, stakes, null);
}

/** A complete answer, by its status. */
export function judgeReply(reply: Reply, stakes: Stakes, retryAfter: number | null): Ending {
  const { status } = reply;
  const given = { status, reply, retryAfter };
  if (status >= 200 && status < 300) {
    if (!reply.is_error) return succeeded(reply);
    return answered('failed', 'upstream_error', 'The service says that the operation failed.', given);
  }
  if (status === 429) {
    const message = 'The service asks for fewer requests. Wait as long as it says, then try again.';
    return answered('failed', 'upstream_rate_limited', message, given);
  }
  if (status >= 500 && !stakes.read && !stakes.definite5xx) {
    return {
      ...answered('outcome_unknown', 'outcome_unknown', '', given),
      problem: unknownOutcome(`${status}`),
    };
  }
  const keyHint = status === 401 ? ' An operator can check the key of this connection.' : '';
  const message = `The service refused the call with status ${status}.${keyHint}`;
  return answered('failed', 'upstream_error', message, given);
}

function unknownOutcome(reason: string) {
  return {
    code: 'outcome_unknown',
    message:
      'The request was sent, but no complete answer came back: it may or may not have taken effect. Do not repeat it; a person must check.',
    details: { reason },
  };
}

function succeeded(reply: Reply): Ending {
  return {
    disposition: 'succeeded',
    reached: 'answered',
    reply,
    problem: null,
    upstreamStatus: reply.status,
    retryAfterSeconds: null,
  };
}

export function answered(
  disposition: 'failed' | 'outcome_unknown',
  code: string,
  message: string,
  given: { status: number; reply?: Reply; retryAfter?: number | null },
): Ending {
  return {
    disposition,
    reached: 'answered',
    reply: given.reply ?? null,
    problem: { code, message, details: { upstream_status: given.status } },
    upstreamStatus: given.status,
    retryAfterSeconds: given.retryAfter ?? null,
  };
}
