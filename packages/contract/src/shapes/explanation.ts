import { z } from 'zod';
import { effect, risk, tier } from './call.ts';

/** What would happen with a call, and why. */

/** A call that is only thought through: nothing is recorded as a call and nothing is sent. */
export const explainRequest = z.object({
  agent: z.string(),
  connection: z.string(),
  operation: z.string(),
  args: z.record(z.string(), z.unknown()),
});

export const explanation = z.object({
  agent: z.string(),
  connection: z.string(),
  operation: z.string(),
  risk,
  effect,
  tier,
  policy_version: z.number(),
  /** id of the rule that settled it, else null */
  rule: z.string().nullable(),
  /** how the effect came about, in order; the last effect is the answer */
  steps: z.array(z.object({ step: z.string(), effect, code: z.string(), text: z.string() })),
  obligations: z.array(z.object({ kind: z.string(), paths: z.array(z.string()).optional() })),
  findings: z.array(
    z.object({ detector: z.string(), severity: z.string(), path: z.string(), message: z.string() }),
  ),
  /** what cannot be known without asking the service */
  not_known: z.array(z.string()),
  /** exactly what would leave, with the credential as a named slot */
  wire: z.record(z.string(), z.unknown()),
});
export type Explanation = z.infer<typeof explanation>;
