import { z } from 'zod';

/** Passkeys on the wire. Options and credentials are what the browser's own API takes and gives, in its JSON form. */

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/);

/** handed back unchanged with the answer */
const ticket = z.string().max(4_000);

const rest = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()),
};

/** What a browser made. */
export const registration = z.object({
  ...rest,
  response: z.object({
    clientDataJSON: base64url(8_000),
    attestationObject: base64url(40_000),
    transports: z.array(z.string().max(32)).max(8).optional(),
  }),
});

/** What a passkey signed. */
export const assertion = z.object({
  ...rest,
  response: z.object({
    clientDataJSON: base64url(8_000),
    authenticatorData: base64url(8_000),
    signature: base64url(8_000),
    userHandle: base64url(200).optional(),
  }),
});

export const passkeyOffer = z.object({ ticket, options: z.record(z.string(), z.unknown()) });
export const passkeyAnswer = z.object({ ticket, credential: assertion });
export const passkeySetup = z.object({ token: z.string(), email: z.string(), name: z.string() });
export const passkeySetupOffer = passkeyOffer.extend({ enrolment: z.string() });

export const passkeySetupConfirm = z.object({
  token: z.string(),
  enrolment: z.string(),
  ticket,
  /** what the person calls this passkey */
  name: z.string(),
  credential: registration,
});

export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  /** kept by a password manager, on several devices */
  synced: z.boolean(),
  created_at: z.string(),
  used_at: z.string().nullable(),
});
export type PasskeyWire = z.infer<typeof passkey>;

export const passkeyAdd = z.object({ ticket, name: z.string(), credential: registration });
export const passkeyRename = z.object({ name: z.string() });
