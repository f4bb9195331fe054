import { z } from 'zod';
import { SCOPES, type Scope } from '../permissions.ts';
import { me, role } from './sign-in.ts';
import { time } from './time.ts';

/** People, how they come in, where they are signed in, teams, and tokens for automation. */

export const member = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  status: z.enum(['active', 'suspended']),
  created_at: time,
  last_sign_in_at: time.nullable(),
  factors: z.object({ password: z.boolean(), totp: z.boolean(), passkeys: z.number() }),
});
export type MemberWire = z.infer<typeof member>;

export const roleChange = z.object({ role });

export const signIn = z.object({
  id: z.string(),
  person_id: z.string(),
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  started_at: time,
  expires_at: time,
  /** the one this answer was asked with */
  current: z.boolean(),
});
export type SignInWire = z.infer<typeof signIn>;

export const signInsEnded = z.object({ ended: z.number() });

export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role,
  /** id of a person, or `local-administrator` */
  invited_by: z.string(),
  created_at: time,
  expires_at: time,
  expired: z.boolean(),
});
export type InvitationWire = z.infer<typeof invitation>;

export const invitationCreate = z.object({ email: z.string(), role });

export const invitationCreated = z.object({
  invitation,
  /** shown once; good once, until `expires_at` */
  link: z.string(),
});

export const invitationLook = z.object({ token: z.string() });

export const invited = z.object({
  email: z.string(),
  role,
  /** name of the inviter, null for the machine's administrator */
  invited_by: z.string().nullable(),
  expires_at: time,
});
export type InvitedWire = z.infer<typeof invited>;

export const invitationBegin = z.object({ token: z.string(), name: z.string(), password: z.string() });
export const invitationConfirm = z.object({ token: z.string(), enrolment: z.string(), code: z.string() });
export const invitationPasskey = z.object({ token: z.string(), name: z.string() });
export const invitationDone = z.object({ me, recovery_codes: z.array(z.string()) });

const names = z.array(z.string().max(80)).max(200);

export const team = z.object({
  id: z.string(),
  name: z.string(),
  /** ids of people */
  members: names,
  /** names of agents and connections whose requests come to it */
  agents: names,
  connections: names,
});
export type TeamWire = z.infer<typeof team>;

export const teamChange = team.omit({ id: true });

const scope = z.enum(Object.keys(SCOPES) as [Scope, ...Scope[]]);

export const operatorToken = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope),
  created_by: z.string(),
  created_at: time,
  expires_at: time,
  used_at: time.nullable(),
  revoked_at: time.nullable(),
});
export type OperatorTokenWire = z.infer<typeof operatorToken>;

export const operatorTokenCreate = z.object({
  name: z.string(),
  scopes: z.array(scope).min(1).max(10),
  expires_in_days: z.number().int().min(1).max(90),
});

export const operatorTokenCreated = z.object({ made: operatorToken, token: z.string() });
