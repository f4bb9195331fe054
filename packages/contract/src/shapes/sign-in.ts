import { z } from 'zod';
import { time } from './time.ts';

/** The first person, and coming in. */

export const role = z.enum(['owner', 'admin', 'approver', 'auditor']);
export const person = z.object({ id: z.string(), email: z.string(), name: z.string(), role });

export const me = z.object({
  person,
  csrf_token: z.string(),
  /** until when a recent second factor counts, null when it does not */
  step_up_until: time.nullable(),
  sign_in_id: z.string(),
  /** by what this person can step up; asked for first is what comes first */
  second_factors: z.array(z.enum(['passkey', 'totp'])),
});
export type Me = z.infer<typeof me>;

export const setupState = z.object({ needed: z.boolean() });

export const setupBegin = z.object({
  token: z.string(),
  email: z.string(),
  name: z.string(),
  password: z.string(),
});

export const setupEnrolment = z.object({
  /** sealed: handed back unchanged with the first code */
  enrolment: z.string(),
  totp_secret: z.string(),
  totp_uri: z.string(),
});

export const setupConfirm = z.object({ token: z.string(), enrolment: z.string(), code: z.string() });
export const setupDone = z.object({ me, recovery_codes: z.array(z.string()) });

export const signInRequest = z.object({
  email: z.string(),
  password: z.string(),
  code: z.string().optional(),
});

export const recoverRequest = z.object({ email: z.string(), code: z.string() });

export const bootstrapRequest = z.object({
  email: z.string(),
  name: z.string().optional(),
  password: z.string(),
});

export const bootstrapped = z.object({
  person,
  totp_secret: z.string(),
  recovery_codes: z.array(z.string()),
  /** cookie value of a fifteen-minute, stepped-up sign-in of that person */
  sign_in_token: z.string(),
  csrf_token: z.string(),
  expires_at: time,
});
