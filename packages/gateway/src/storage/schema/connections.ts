export interface ConnectionTables {
  connections: ConnectionTable;
  credentials: CredentialTable;
  oauth_tokens: OauthTokenTable;
}

export interface ConnectionTable {
  id: string;
  org: string;
  name: string;
  integration: string;
  /** moves when origin, credential or definition change: approvals made before are void */
  version: number;
  /** the credential in use; it stands in that credential's sealed context */
  credential_version: number;
  base_url: string;
  definition_sha256: string;
  /** pinned tool list of an upstream MCP server (JSON), null for integrations */
  tools: string | null;
  status: 'active' | 'disabled' | 'removed';
  owner: 'file' | 'console';
  /** `agentport.yaml:12` for what the file owns */
  source: string | null;
  created_at: number;
  disabled_at: number | null;
  /** what people said it may carry; null: as integration or gateway say */
  concurrent_calls: number | null;
  deadline_ms: number | null;
}

export interface CredentialTable {
  id: string;
  org: string;
  connection_id: string;
  field: string;
  version: number;
  sealed: Uint8Array;
  /** keyed fingerprint: tells "unchanged" without telling the value */
  fingerprint: string;
  created_at: number;
}

/** What is known of a connection's access token; the token itself is the `access_token` of this generation, sealed. */
export interface OauthTokenTable {
  connection_id: string;
  org: string;
  /** the credential it was traded for; another one in use makes it void */
  credential_version: number;
  /** rises with every token, and is its version in `credentials`; 0 before the first */
  generation: number;
  /** version of the refresh token that came with one of them and took the place of the person's; 0 for none */
  refresh_generation: number;
  expires_at: number;
  /** who trades at the moment, until `lease_until` */
  lease_holder: string | null;
  lease_until: number;
  /** error code of the token endpoint when it will not trade again: a person must connect anew */
  refused: string | null;
  refused_at: number | null;
}
