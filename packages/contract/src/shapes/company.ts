import { z } from 'zod';
import { me, role } from './sign-in.ts';

/** Sign-in by the company's provider (OpenID Connect). */

/** what the button says; null while no provider is set */
export const companyLabel = z.object({ label: z.string().nullable() });

/** where the person wanted to go; handed back at the end */
export const companyBegin = z.object({ next: z.string().max(500) });

/** where to send the browser */
export const companyBegun = z.object({ location: z.string() });

/** the query string that the provider sent the browser back with */
export const companyFinish = z.object({ query: z.string().max(8_000) });

/** `me` is null when an account was connected and nobody new signed in */
export const companyFinished = z.object({ me: me.nullable(), next: z.string() });

const provider = {
  issuer: z.string().max(500),
  client_id: z.string().min(1).max(500),
  label: z.string().min(1).max(40),
  scopes: z.array(z.string().max(100)).max(20),
  groups_claim: z.string().min(1).max(100),
  roles: z.array(z.object({ group: z.string().min(1).max(200), role })).max(100),
  domains: z.array(z.string().min(1).max(253)).max(50),
  provision: z.boolean(),
  /** `acr` or `amr` values that vouch for a second factor */
  second_factor: z.array(z.string().max(200)).max(20),
};

export const companySettings = z.object({
  provider: z.object({ ...provider, has_secret: z.boolean() }).nullable(),
  /** to register with the provider */
  redirect_uri: z.string(),
});
export type CompanySettingsWire = z.infer<typeof companySettings>;

export const companyChange = z.object({
  ...provider,
  label: provider.label.default('company account'),
  scopes: provider.scopes.default([]),
  groups_claim: provider.groups_claim.default('groups'),
  roles: provider.roles.default([]),
  domains: provider.domains.default([]),
  provision: provider.provision.default(false),
  second_factor: provider.second_factor.default([]),
  /** kept when absent and issuer and client stay; never echoed */
  client_secret: z.string().max(2_000).optional(),
});

/** an issuer as somebody is about to set it */
export const companyLook = z.object({ issuer: provider.issuer });

/** what the provider says of itself */
export const companyDescribed = z.object({
  authorization_endpoint: z.string().nullable(),
  /** whether it names S256; null where it does not say */
  pkce: z.boolean().nullable(),
  /** whether it names itself in its answers (RFC 9207) */
  names_itself: z.boolean(),
  scopes: z.array(z.string()).nullable(),
  claims: z.array(z.string()).nullable(),
});
