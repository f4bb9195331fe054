import { z } from 'zod';
import { passkey } from './passkey.ts';
import { time } from './time.ts';

/** What people prove themselves by, and change of their own account. */

export const stepUpRequest = z.object({ code: z.string() });

/** By what a person can prove that it is they. */
export const factors = z.object({
  password: z.boolean(),
  totp: z.boolean(),
  passkeys: z.array(passkey),
  /** unused ones */
  recovery_codes: z.number(),
  /** accounts at the company by which this person comes in */
  company: z.array(
    z.object({ issuer: z.string(), connected_at: z.string(), used_at: z.string().nullable() }),
  ),
});
export type FactorsWire = z.infer<typeof factors>;

/** a first authenticator app, or another one in place of it */
export const authenticatorOffer = z.object({
  /** sealed: handed back unchanged with the first code */
  enrolment: z.string(),
  totp_secret: z.string(),
  totp_uri: z.string(),
});

export const authenticatorConfirm = z.object({ enrolment: z.string().max(4_000), code: z.string().max(100) });

/** shown once; the codes before open nothing any more */
export const recoveryCodes = z.object({ recovery_codes: z.array(z.string()) });

export const passwordChange = z.object({
  /** empty for a person who has none yet */
  current: z.string(),
  password: z.string(),
});

/** Something that happened to one's own account, as the log has it. */
export const accountEvent = z.object({
  /** of its entry in the log */
  index: z.number(),
  at: time,
  what: z.enum([
    'new_browser',
    'command_line',
    'recovery_code_used',
    'password_changed',
    'authenticator_changed',
    'authenticator_removed',
    'recovery_codes_changed',
    'passkey_added',
    'passkey_renamed',
    'passkey_removed',
    'company_connected',
    'company_disconnected',
    'role_changed',
    'suspended',
    'restored',
  ]),
  /** who did it, when it was not the person: an id, or `local-administrator` */
  by: z.string().nullable(),
  /** from where; null where nobody came over the network */
  address: z.string().nullable(),
  /** part of the sign-in that asks */
  here: z.boolean(),
});
export type AccountEventWire = z.infer<typeof accountEvent>;
