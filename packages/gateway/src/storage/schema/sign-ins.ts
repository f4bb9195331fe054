export interface SignInTables {
  sign_ins: SignInTable;
  setup_links: SetupLinkTable;
  sign_in_attempts: SignInAttemptTable;
  recovery_codes: RecoveryCodeTable;
  passkeys: PasskeyTable;
  spent_proofs: SpentProofTable;
}

export interface SignInTable {
  id: string;
  org: string;
  operator_id: string;
  /** hex SHA-256 of the cookie value */
  token_sha256: string;
  csrf_sha256: string;
  /** ms UTC until which a recent second factor counts, 0 for none */
  step_up_until: number;
  address: string | null;
  user_agent: string | null;
  created_at: number;
  /** moves on with use, never past `absolute_expires_at` */
  expires_at: number;
  absolute_expires_at: number;
  ended_at: number | null;
}

export interface SetupLinkTable {
  org: string;
  token_sha256: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface SignInAttemptTable {
  org: string;
  /** `account:<normalised e-mail>`, `known:<digest>`, `factor:<operator id>` or `address:<ip or /64>` */
  subject: string;
  failures: number;
  window_started_at: number;
}

export interface RecoveryCodeTable {
  org: string;
  operator_id: string;
  code_sha256: string;
  used_at: number | null;
}

/** A public key that a person's device or password manager signs with. */
export interface PasskeyTable {
  id: string;
  org: string;
  operator_id: string;
  /** as the authenticator names it, base64url */
  credential_id: string;
  /** COSE key */
  public_key: Uint8Array;
  /** of signatures, where the authenticator counts; going back means a copy */
  counter: number;
  /** JSON list: how a browser reaches it */
  transports: string;
  backed_up: number;
  /** 1 when it can be on several devices */
  synced: number;
  name: string;
  created_at: number;
  used_at: number | null;
}

/** Challenges and sign-ins from elsewhere that were used: none of them opens twice. */
export interface SpentProofTable {
  org: string;
  sha256: string;
  expires_at: number;
}
