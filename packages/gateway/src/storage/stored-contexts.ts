/**
 * What the small sealed values of each column are bound to. The room that owns a value seals and opens it under its
 * context; the vault needs the same one to seal it anew when keys change.
 */
export const STORED_CONTEXTS = {
  auditSigner: { what: 'audit-signer' },
  companySecret: { what: 'oidc_client_secret' },
  totp: (operator: string) => ({ what: 'totp', operator }),
  channel: (channel: string) => ({ what: 'channel', channel }),
  pushSubscription: (subscription: string) => ({ what: 'push_subscription', subscription }),
} as const;
