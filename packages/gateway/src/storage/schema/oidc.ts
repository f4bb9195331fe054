export interface OidcTables {
  oidc_settings: OidcSettingsTable;
  oidc_links: OidcLinkTable;
}

/** Sign-in by the company's provider, for one org. */
export interface OidcSettingsTable {
  org: string;
  /** JSON: issuer, client, groups, domains */
  document: string;
  secret_sealed: Uint8Array | null;
  changed_at: number;
  changed_by: string;
}

/** Who a provider's subject is here. An e-mail address never stands in for it. */
export interface OidcLinkTable {
  org: string;
  issuer: string;
  subject: string;
  operator_id: string;
  created_at: number;
  used_at: number | null;
}
