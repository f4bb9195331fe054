import type { Outcome, PendingApproval, Reply, ReplyPart } from '@agentport/engine';
import { ERRORS, type ErrorBody, errorBody, isErrorCode } from './codes.ts';
import type { PendingBody, ReleasedBody } from './shapes/agent-plane.ts';

/** An answer over HTTP, ready to be written: nothing about a call is decided after this. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReleasedBody | PendingBody | HeldBody | ErrorBody;
}

/** A send that policy allows, but later: it goes by itself at `until` (RFC 3339) unless a person stops it. */
export interface HeldBody {
  readonly status: 'held';
  readonly until: string;
  readonly call: { readonly id: string };
}

/** One piece of a reply that is not a single JSON value, as JSON. */
export type PartBody =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'binary'; readonly mime: string; readonly base64: string }
  | { readonly type: 'link'; readonly uri: string; readonly mime: string | null };

/**
 * The outcome table: how every end of a call looks over HTTP. MCP and the command line follow the same rows
 * (`outcomeToMcp`, `outcomeToExit`). An unknown outcome is 424 and never 5xx: clients send those again by themselves.
 * @param preference what the client preferred (RFC 7240) and got, e.g. `wait=10`
 */
export function outcomeToHttp(outcome: Outcome, preference: string | null = null): HttpAnswer {
  const applied: Record<string, string> = preference === null ? {} : { 'Preference-Applied': preference };
  switch (outcome.kind) {
    case 'released':
      return {
        status: 200,
        headers: { ...applied, ...callHeader(outcome.callId) },
        body: {
          status: 'released',
          result: replyValue(outcome.reply),
          replayed: outcome.replayed,
          call: { id: outcome.callId },
        },
      };
    case 'pending':
      return {
        status: 202,
        headers: {
          ...applied,
          ...callHeader(outcome.callId),
          Location: `/v1/approvals/${outcome.approval.id}`,
          'Retry-After': String(outcome.approval.retry_after_s),
        },
        body: pendingBodyOf(outcome.callId, outcome.approval),
      };
    case 'held':
      return {
        status: 202,
        headers: { ...applied, ...callHeader(outcome.callId) },
        body: { status: 'held', until: rfc3339(outcome.until), call: { id: outcome.callId } },
      };
    case 'withheld':
    case 'denied':
    case 'failed':
    case 'outcome_unknown':
    case 'refused': {
      const body = errorBodyOf(outcome);
      return {
        status: ERRORS[body.error.code],
        headers: { ...applied, ...callHeader(outcome.callId), ...retryAfter(body.error.details) },
        body,
      };
    }
  }
}

/** Exit code of a command: 0 done, 2 a person must answer first (or it is held), 1 everything else. */
export function outcomeToExit(outcome: Outcome): 0 | 1 | 2 {
  return exitOfStatus(outcomeToHttp(outcome).status);
}

/** The exit code that belongs to an HTTP status of the outcome table. */
export function exitOfStatus(status: number): 0 | 1 | 2 {
  if (status === 202) return 2;
  return status >= 200 && status < 300 ? 0 : 1;
}

export function pendingBodyOf(callId: string, approval: PendingApproval): PendingBody {
  return {
    status: 'approval_pending',
    approval: {
      id: approval.id,
      url: approval.url,
      approve_before: rfc3339(approval.approve_before),
      retry_after_s: approval.retry_after_s,
    },
    call: { id: callId },
  };
}

export type UnhappyOutcome = Extract<
  Outcome,
  { kind: 'withheld' | 'denied' | 'failed' | 'outcome_unknown' | 'refused' }
>;

/** The error object of every end that is neither a result nor a wait. */
export function errorBodyOf(outcome: UnhappyOutcome): ErrorBody {
  const { code, message, details } = outcome.problem;
  const known = isErrorCode(code);
  // A code outside the list is our own mistake; its sentence was written for nobody, so it stays inside.
  const sentence = known ? message : 'Something went wrong in the gateway. Try again, or tell its operator.';
  const facts = { ...(known ? details : {}), ...factsOf(outcome) };
  return errorBody(code, sentence, Object.keys(facts).length === 0 ? undefined : facts, outcome.callId);
}

function factsOf(outcome: UnhappyOutcome): Record<string, unknown> {
  if (outcome.kind === 'denied') return { reasons: outcome.reasons };
  if (outcome.kind !== 'failed') return {};
  return {
    ...(outcome.upstreamStatus === null ? {} : { upstream_status: outcome.upstreamStatus }),
    ...(outcome.reply === null ? {} : { upstream_reply: replyValue(outcome.reply) }),
  };
}

/** What the service said: its own JSON where it is one JSON value, nothing as null, else the list of its parts. */
export function replyValue(reply: Reply): unknown {
  const [first, ...more] = reply.parts;
  if (first === undefined) return null;
  if (more.length === 0 && first.kind === 'json') return first.value;
  return reply.parts.map(partBody);
}

function partBody(part: ReplyPart): PartBody {
  switch (part.kind) {
    case 'json':
      return { type: 'json', value: part.value };
    case 'text':
      return { type: 'text', text: part.text };
    case 'binary':
      return { type: 'binary', mime: part.mime, base64: Buffer.from(part.bytes).toString('base64') };
    case 'link':
      return { type: 'link', uri: part.uri, mime: part.mime };
  }
}

function callHeader(callId: string | null): Record<string, string> {
  return callId === null ? {} : { 'AgentPort-Call': callId };
}

function retryAfter(details: unknown): Record<string, string> {
  const seconds = (details as { retry_after_s?: unknown } | undefined)?.retry_after_s;
  return Number.isInteger(seconds) && (seconds as number) >= 0 ? { 'Retry-After': String(seconds) } : {};
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
