import { z } from 'zod';
import { me } from './sign-in.ts';
import { time } from './time.ts';

/** How a program without a token, or a command line without a sign-in, is let in by a person who types its code. */

const kind = z.enum(['agent', 'sign_in']);

export const pairingAsk = z.object({
  kind,
  /** what the asker calls itself; shown as unverified */
  name: z.string().max(200),
});

export const pairingAsked = z.object({
  id: z.string(),
  /** `XXXX-XXXX`, for the person */
  code: z.string(),
  /** for collecting; shown to nobody */
  secret: z.string(),
  /** where a person types the code */
  url: z.string(),
  expires_at: time,
  look_every_s: z.number(),
});
export type PairingAsked = z.infer<typeof pairingAsked>;

export const pairingCollect = z.object({ secret: z.string() });

export const pairingCollected = z.object({
  state: z.enum(['pending', 'refused', 'agent', 'sign_in']),
  agent: z.object({ id: z.string(), name: z.string(), expires_at: time.nullable() }).optional(),
  token: z.string().optional(),
  /** value of the cookie, and the token for its changes */
  sign_in: z.object({ cookie: z.string(), me }).optional(),
});

export const pairing = z.object({
  id: z.string(),
  kind,
  /** unverified */
  claimed_name: z.string(),
  address: z.string().nullable(),
  created_at: time,
  expires_at: time,
});
export type PairingWire = z.infer<typeof pairing>;

export const pairingLook = z.object({ code: z.string().max(40) });

export const pairingAccept = z.object({
  code: z.string().max(40),
  name: z.string(),
  tools: z.enum(['auto', 'native', 'discover']).optional(),
  /** names of the only connections it may ask for; null: every one */
  connections: z.array(z.string()).max(200).nullable(),
  expires_in_days: z.number().int().positive().max(3650).optional(),
});
