import { z } from 'zod';
import { callState, risk } from './call.ts';
import { displayModel, rowFlag, segment } from './display.ts';
import { passkeyAnswer } from './passkey.ts';
import { time } from './time.ts';

/** Requests that people answer, and what became of the calls they were about. */

export const approvalSummary = z.object({
  id: z.string(),
  call_id: z.string(),
  state: callState,
  title: z.array(segment),
  agent: z.object({ id: z.string(), name: z.string() }),
  connection: z.string(),
  operation: z.string(),
  risk,
  step_up: z.boolean(),
  requested_at: time,
  approve_before: time,
  decided_at: time.nullable(),
  decided_by: z.string().nullable(),
  /** every flag of its arguments, each once */
  flags: z.array(rowFlag).optional(),
  /** values unlike those of so many approved calls; null where nothing was compared. Advice, not part of what is signed */
  unusual: z.object({ values: z.number(), of: z.number() }).nullable().optional(),
});
export type ApprovalSummary = z.infer<typeof approvalSummary>;

/** Requests of one kind that wait. */
export const waitingKind = z.object({
  agent: z.object({ id: z.string(), name: z.string() }),
  connection: z.string(),
  operation: z.string(),
  risk,
  waiting: z.number(),
  first_asked_at: time,
  last_asked_at: time,
  /** of the one that ends first */
  approve_before: time,
});
export type WaitingKindWire = z.infer<typeof waitingKind>;

export const callOutcome = z.object({
  state: callState,
  finished_at: time.nullable(),
  /** the service's status, when it answered */
  upstream_status: z.number().nullable(),
  /** public sentence for failures */
  message: z.string().nullable(),
  duration_ms: z.number().nullable(),
});

const comparedValue = { pointer: z.string(), unusual: z.boolean() };

/** How one value stands among those of the last calls of this operation that people approved. */
export const comparison = z.discriminatedUnion('kind', [
  z.object({
    ...comparedValue,
    kind: z.literal('number'),
    /** newest first, at least five */
    earlier: z.array(z.number()),
    lowest: z.string(),
    middle: z.string(),
    highest: z.string(),
    /** this value divided by the middle one */
    times: z.number().nullable(),
  }),
  z.object({
    ...comparedValue,
    kind: z.literal('text'),
    /** earlier calls with a value here, and those with this one */
    of: z.number(),
    same: z.number(),
    /** what most of them had, and how many that were */
    usual: z.array(segment),
    usually: z.number(),
  }),
  /** `given`: none of the earlier calls had a value here. `left_out`: all had, and this one has none */
  z.object({ ...comparedValue, kind: z.enum(['given', 'left_out']), of: z.number() }),
]);

export const approvalDetail = approvalSummary.extend({
  display: displayModel,
  /** beside what was signed, not part of it: read anew each time from up to 20 earlier calls */
  compared: z.object({ calls: z.number(), values: z.array(comparison) }),
  /** the reader asked it as a test agent, or looks after who asked: while it waits, another person must approve it */
  tie: z.enum(['asked', 'looks_after']).nullable().optional(),
  display_sha256: z.string(),
  action_sha256: z.string(),
  display_version: z.number(),
  reasons: z.array(
    z.object({ code: z.string(), rule: z.string().optional(), detail: z.string().optional() }),
  ),
  policy_version: z.number(),
  requester_address: z.string().nullable(),
  session: z.string().nullable(),
  answer: z
    .object({ by: z.string(), answer: z.enum(['approve', 'deny']), reason: z.string().nullable(), at: time })
    .nullable(),
  outcome: callOutcome.nullable(),
  /** today's figures of the asking agent */
  today: z.object({ allowed: z.number(), asked: z.number(), denied: z.number() }),
  /** database time of this answer: counts down without trusting the phone's clock */
  now: time,
});
export type ApprovalDetail = z.infer<typeof approvalDetail>;

/** The request as the person saw it: the signature is for exactly this. */
export const approvalOffer = z.object({ action_sha256: z.string(), display_sha256: z.string() });

/** for the agent and the log; characters */
const reason = z.string().max(1000);

export const approveRequest = z.object({
  action_sha256: z.string(),
  display_sha256: z.string(),
  /** second factor; needed unless one was given in the last five minutes */
  code: z.string().optional(),
  /** a passkey's signature for this action, in place of a code */
  passkey: passkeyAnswer.optional(),
  reason: reason.optional(),
});

export const denyRequest = z.object({ reason: reason.optional() });

export const callSummary = z.object({
  id: z.string(),
  state: callState,
  agent: z.string(),
  connection: z.string(),
  operation: z.string(),
  approval_id: z.string().nullable(),
  created_at: time,
  finished_at: time.nullable(),
});

/** One server-sent event of `/api/v1/events`. It carries no truth: read again what it names. */
export const liveChange = z.object({
  type: z.literal('call'),
  call_id: z.string(),
  approval_id: z.string().nullable(),
  agent_id: z.string(),
  state: callState,
});
export type LiveChange = z.infer<typeof liveChange>;
