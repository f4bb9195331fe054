import { z } from 'zod';

/** What travels between an agent (or its command line) and the gateway. */

export const effect = z.enum(['allow', 'ask', 'deny']);
export const tier = z.enum(['auto_approve', 'ask_approve', 'deny']);
export const risk = z.enum(['read', 'write', 'destructive', 'financial', 'admin']);

/** The effect's name in YAML and console. */
export const TIER_OF = { allow: 'auto_approve', ask: 'ask_approve', deny: 'deny' } as const;
export const EFFECT_OF = { auto_approve: 'allow', ask_approve: 'ask', deny: 'deny' } as const;

export const callState = z.enum([
  'denied_by_policy',
  'pending',
  'approved',
  'denied',
  'expired',
  'cancelled',
  'superseded',
  'stopped',
  'withdrawn',
  'permit_expired',
  'revoked',
  'executing',
  'succeeded',
  'failed',
  'outcome_unknown',
  'reconciled_succeeded',
  'reconciled_failed',
]);

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

/** A released call: `result` is the service's own JSON, or a list of parts where it was not one JSON value. */
export const releasedBody = z.object({
  status: z.literal('released'),
  result: z.unknown(),
  replayed: z.boolean(),
  call: z.object({ id: z.string() }),
});

export const operationSummary = z.object({
  connection: z.string(),
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  risk,
  tier,
  category: z.string(),
});

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

export type OperationSummary = z.infer<typeof operationSummary>;
export type OperationDetail = z.infer<typeof operationDetail>;
export type AgentApproval = z.infer<typeof agentApproval>;
export type PendingBody = z.infer<typeof pendingBody>;
export type ReleasedBody = z.infer<typeof releasedBody>;
export type CallStateName = z.infer<typeof callState>;
