export interface PairingTables {
  pairings: PairingTable;
}

/** A program or a command line that waits for a person to let it in. Neither its code nor its secret is stored. */
export interface PairingTable {
  id: string;
  org: string;
  kind: 'agent' | 'sign_in';
  code_sha256: string;
  secret_sha256: string;
  /** unverified: what the asker calls itself */
  claimed_name: string;
  address: string | null;
  state: 'pending' | 'accepted' | 'refused' | 'collected';
  /** the agent or the person it was accepted as */
  subject_id: string | null;
  decided_by: string | null;
  /** of the agent's token; null: never */
  token_days: number | null;
  created_at: number;
  expires_at: number;
}
