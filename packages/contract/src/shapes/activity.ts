import { z } from 'zod';
import { risk } from './call.ts';
import { auditEntry } from './log.ts';
import { time } from './time.ts';

/** What happened, as people look at it. */

/** What a filter of the log may ask for. */
export const activityFilter = {
  kind: z.string().optional(),
  call: z.string().optional(),
  /** id */
  agent: z.string().optional(),
  /** id or name */
  connection: z.string().optional(),
  session: z.string().optional(),
  /** what became of it: let through at once, asked, denied, failed, unknown; answers of people; changes to the setup */
  show: z.enum(['allowed', 'asked', 'denied', 'failed', 'unknown', 'answered', 'changes']).optional(),
  risk: risk.optional(),
  /** stands anywhere in the entry, or in the name of its agent or connection */
  text: z.string().max(100).optional(),
  /** inclusive */
  from: z.iso.datetime().optional(),
  /** exclusive */
  until: z.iso.datetime().optional(),
};

export const activityEntry = auditEntry.extend({
  /** of the call it is about */
  risk: risk.nullable(),
});
export type ActivityEntryWire = z.infer<typeof activityEntry>;

export const activityPage = z.object({
  items: z.array(activityEntry),
  /** there may be more below even when this page is short */
  next: z.string().nullable(),
  /** how far back was looked; null: all of it was */
  looked_until: time.nullable(),
});
export type ActivityPage = z.infer<typeof activityPage>;

export const overview = z.object({
  from: time,
  bucket_s: z.number(),
  /** false while the log is still being counted */
  whole: z.boolean(),
  /** calls in each bar, oldest first */
  lanes: z.object({
    allowed: z.array(z.number()),
    asked: z.array(z.number()),
    denied: z.array(z.number()),
    unknown: z.array(z.number()),
  }),
  ends: z.object({ succeeded: z.number(), failed: z.number(), unknown: z.number() }),
  /** how long people took: half of them at most `median_ms`, nine of ten at most `most_ms` */
  answers: z.object({
    count: z.number(),
    median_ms: z.number().nullable(),
    most_ms: z.number().nullable(),
  }),
  most_denied: z.array(
    z.object({
      agent: z.string(),
      connection: z.string().nullable(),
      operation: z.string(),
      count: z.number(),
    }),
  ),
  trouble: z.array(z.object({ connection: z.string().nullable(), ended: z.number(), failed: z.number() })),
});
export type OverviewWire = z.infer<typeof overview>;

export const session = z.object({
  agent: z.string(),
  session: z.string(),
  started_at: time,
  last_at: time,
  /** its first and last entry in the log */
  first_index: z.number(),
  last_index: z.number(),
  allowed: z.number(),
  asked: z.number(),
  denied: z.number(),
  failed: z.number(),
  unknown: z.number(),
  /** how much a person should look at it; decides nothing */
  risk: z.object({
    /** 0 to 100 */
    score: z.number(),
    /** what gave points, most first */
    reasons: z.array(
      z.object({
        sign: z.enum(['turned_down', 'flagged', 'denied', 'unknown', 'failed', 'asked']),
        count: z.number(),
        points: z.number(),
      }),
    ),
  }),
});
export type SessionWire = z.infer<typeof session>;
