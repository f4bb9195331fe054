import { z } from 'zod';
import { time } from './time.ts';

/** What people do with keys and with what is kept: look, rotate, unseal, prove, erase. */

export const vaultStatus = z.object({
  source: z.enum(['file', 'passphrase', 'environment']),
  /** which root key wraps the others; a mark of it, of no use to find it */
  root: z.string(),
  keys: z.array(
    z.object({
      id: z.string(),
      purpose: z.enum(['credential', 'payload', 'state']),
      version: z.number(),
      created_at: time,
      newest: z.boolean(),
      /** stored values sealed under it */
      values: z.number(),
    }),
  ),
  /** values that a rotation still has to seal anew */
  waiting: z.number(),
});
export type VaultStatusWire = z.infer<typeof vaultStatus>;

export const rootRotation = z.object({
  to: z.enum(['file', 'passphrase']),
  /** seals the new root key; for `passphrase` only */
  passphrase: z.string().max(1024).optional(),
});

export const unsealRequest = z.object({ passphrase: z.string().max(1024) });
export const unsealed = z.object({ status: z.literal('unsealed') });

/** One of the four says whose content. */
export const eraseRequest = z.object({
  call: z.string().optional(),
  agent: z.string().optional(),
  /** a UTC day, `2026-11-21` */
  day: z.string().optional(),
  /** everything of the days before this one */
  before: z.string().optional(),
  /** goes into the log, so nothing private */
  reason: z.string().min(1).max(500),
});

export const erased = z.object({ payloads: z.number(), days: z.number() });

/** Written to a file with two spaces of indentation and a line end, it is what `check-proof` reads. */
export const auditProof = z.object({
  format: z.literal('agentport-audit-proof'),
  v: z.literal(1),
  index: z.number(),
  entry: z.string(),
  inclusion: z.array(z.string()),
  checkpoint: z.string(),
  verifier: z.string(),
  since: z.object({ checkpoint: z.string(), consistency: z.array(z.string()) }).nullable(),
});
export type AuditProofWire = z.infer<typeof auditProof>;
