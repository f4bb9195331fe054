import { z } from 'zod';

/** The words that people, agents and files use of a call. */

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
export type CallStateName = z.infer<typeof callState>;
