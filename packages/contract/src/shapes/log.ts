import { z } from 'zod';
import { time } from './time.ts';

/** The audit log. */

export const auditEntry = z.object({
  index: z.number(),
  at: time,
  kind: z.string(),
  call_id: z.string().nullable(),
  entry: z.record(z.string(), z.unknown()),
  leaf_hash: z.string(),
});
export type AuditEntryWire = z.infer<typeof auditEntry>;

export const auditVerification = z.object({
  ok: z.boolean(),
  size: z.number(),
  root: z.string().nullable(),
  problem: z.object({ code: z.string(), index: z.number().nullable(), message: z.string() }).nullable(),
  checked_at: time,
});
export type AuditVerification = z.infer<typeof auditVerification>;
