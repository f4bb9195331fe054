import { z } from 'zod';
import { time } from './time.ts';

/** How the gateway is. */

export const status = z.object({
  version: z.string(),
  public_url: z.string(),
  log: z.object({
    standing: z.enum(['intact', 'rolled_back', 'forked', 'unchecked']),
    size: z.number(),
    checked_at: time.nullable(),
  }),
  stopped: z.boolean(),
  unknown_outcomes: z.number(),
  pending_policy: z.number().nullable(),
  /** false: the stored policy is not the one the log knows, so everything is denied */
  policy_proven: z.boolean(),
});
export type StatusWire = z.infer<typeof status>;
