import { z } from 'zod';
import { operationDetail } from './agent-plane.ts';
import { effect, risk, tier } from './call.ts';
import { time } from './time.ts';

/** What the policy says, and changing it. */

export const operationTier = z.object({
  connection: z.string(),
  operation: z.string(),
  title: z.string(),
  category: z.string(),
  risk,
  effect,
  tier,
  /** which tier or default gave the effect */
  rule: z.string().nullable(),
  /** who said so, for agents in general; null: nobody, the integration's default holds */
  set_by: z.enum(['file', 'console']).nullable(),
  /** `agentport.yaml:12` for what the file says: it is changed there and nowhere else */
  place: z.string().nullable(),
  /** a rule decides, whatever the tier says */
  ruled: z.boolean(),
  /** what the waiting policy version would make of it; null when nothing changes here */
  waits: effect.nullable(),
});
export type OperationTierWire = z.infer<typeof operationTier>;

/** One operation as a person sees it: what an agent is shown, and which tier or default gave the effect. */
export const operationTierDetail = operationDetail.extend({ effect, rule: z.string().nullable() });

const policySource = z.object({ owner: z.enum(['file', 'console']), place: z.string().nullable() });

/** The active policy, as data for sentences and as text. */
export const policyWire = z.object({
  number: z.number(),
  tiers: z.array(
    z.object({
      /** null: every agent */
      agent: z.string().nullable(),
      connection: z.string(),
      operation: z.string(),
      effect,
      source: policySource,
    }),
  ),
  rules: z.array(
    z.object({
      id: z.string(),
      match: z.object({
        agent: z.string().optional(),
        connection: z.string().optional(),
        integration: z.string().optional(),
        operation: z.string().optional(),
        risk: risk.optional(),
      }),
      effect,
      step_up: z.boolean(),
      source: policySource,
    }),
  ),
  recipients: z.array(
    z.object({
      connection: z.string(),
      allowed_domains: z.array(z.string()),
      ask_above: z.number().nullable(),
      source: policySource,
    }),
  ),
  /** all of it in the words of agentport.yaml */
  text: z.string(),
  /** the part that can be edited here */
  console_text: z.string(),
});
export type PolicyWire = z.infer<typeof policyWire>;

const policyEditBase = {
  /** number of the version that was looked at: refused when another is active by now */
  base: z.number().int().min(0),
  /** only say what would change */
  dry: z.boolean().optional(),
};

export const policyEdit = z.union([
  z.strictObject({
    ...policyEditBase,
    tiers: z
      .array(
        z.strictObject({
          connection: z.string().max(40),
          operation: z.string().max(200),
          /** null: nothing is said any more */
          effect: effect.nullable(),
        }),
      )
      .min(1)
      .max(2000),
  }),
  z.strictObject({ ...policyEditBase, text: z.string().max(200_000) }),
  z.strictObject({ ...policyEditBase, roll_back_to: z.number().int().min(1) }),
]);

export const policyVersion = z.object({
  number: z.number(),
  status: z.enum(['active', 'pending', 'superseded', 'rejected']),
  source: z.string(),
  changes: z.array(
    z.object({ kind: z.enum(['tightening', 'loosening']), what: z.string(), path: z.string() }),
  ),
  created_at: time,
  activated_at: time.nullable(),
  activated_by: z.string().nullable(),
});
export type PolicyVersionWire = z.infer<typeof policyVersion>;

/** What became of an edit: what tightens is active at once, what loosens waits for a person. */
export const policyProposed = z.object({
  changes: policyVersion.shape.changes,
  applied: policyVersion.nullable(),
  waiting: policyVersion.nullable(),
});
export type PolicyProposedWire = z.infer<typeof policyProposed>;
