import { z } from 'zod';
import { callState, risk, tier } from './call.ts';

/** What travels between an agent (or its command line) and the gateway. */

/** The one pending object, everywhere. */
export const pendingBody = z.object({
  status: z.literal('approval_pending'),
  approval: z.object({
    id: z.string(),
    url: z.string(),
    /** RFC 3339 */
    approve_before: z.string(),
    retry_after_s: z.number().int(),
  }),
  call: z.object({ id: z.string() }),
});
export type PendingBody = z.infer<typeof pendingBody>;

/** A released call: `result` is the service's own JSON, or a list of parts where it was not one JSON value. */
export const releasedBody = z.object({
  status: z.literal('released'),
  result: z.unknown(),
  replayed: z.boolean(),
  call: z.object({ id: z.string() }),
});
export type ReleasedBody = z.infer<typeof releasedBody>;

export const operationSummary = z.object({
  connection: z.string(),
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  risk,
  tier,
  category: z.string(),
});
export type OperationSummary = z.infer<typeof operationSummary>;

export const operationDetail = operationSummary.extend({
  parameters: z.record(z.string(), z.unknown()),
  annotations: z.object({
    readOnlyHint: z.boolean(),
    destructiveHint: z.boolean(),
    idempotentHint: z.boolean(),
    openWorldHint: z.boolean(),
  }),
  integration: z.string(),
});
export type OperationDetail = z.infer<typeof operationDetail>;

/** An approval as its own agent may see it. */
export const agentApproval = z.object({
  id: z.string(),
  state: callState,
  connection: z.string(),
  operation: z.string(),
  url: z.string(),
  requested_at: z.string(),
  approve_before: z.string(),
  decided_at: z.string().nullable(),
  reason: z.string().nullable(),
  /** the call's result; present once, to the first who collects it */
  outcome: z.unknown().optional(),
});
export type AgentApproval = z.infer<typeof agentApproval>;
