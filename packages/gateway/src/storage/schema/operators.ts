export interface OperatorTables {
  operators: OperatorTable;
  invitations: InvitationTable;
  operator_tokens: OperatorTokenTable;
}

export interface OperatorTable {
  id: string;
  org: string;
  email: string;
  name: string;
  role: 'owner' | 'admin' | 'approver' | 'auditor';
  status: 'active' | 'suspended' | 'removed';
  password_hash: string;
  totp_sealed: Uint8Array | null;
  /** largest TOTP time step ever accepted: each step opens once */
  totp_step: number;
  created_at: number;
}

/** A way in for one person, by a link. */
export interface InvitationTable {
  id: string;
  org: string;
  email: string;
  role: OperatorTable['role'];
  token_sha256: string;
  invited_by: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  /** who came of it */
  operator_id: string | null;
  revoked_at: number | null;
}

/** A token for automation. It holds none of a person's rights but those of its scopes. */
export interface OperatorTokenTable {
  id: string;
  org: string;
  name: string;
  token_sha256: string;
  /** parted by blanks */
  scopes: string;
  created_by: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  revoked_at: number | null;
}
