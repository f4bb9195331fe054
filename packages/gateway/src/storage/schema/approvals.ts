export interface ApprovalTables {
  approvals: ApprovalTable;
  reviews: ReviewTable;
}

/** The question put to people about one call. */
export interface ApprovalTable {
  id: string;
  org: string;
  call_id: string;
  approve_before: number;
  /** null until approved */
  execute_before: number | null;
  step_up: number;
  /** JSON list of public reasons: why it was asked */
  reasons: string;
  policy_version: number;
  /** id of the sealed display model: rendered once, when asked, the same for everybody who looks */
  display_payload: string;
  display_sha256: string;
  display_version: number;
  decided_at: number | null;
}

/** One approver's answer. */
export interface ReviewTable {
  id: string;
  org: string;
  approval_id: string;
  operator_id: string;
  answer: 'approve' | 'deny';
  reason: string | null;
  action_sha256: string;
  display_sha256: string;
  display_version: number;
  /** id of the sealed display model the person saw */
  display_payload: string;
  sign_in_id: string;
  address: string | null;
  second_factor: 'passkey' | 'totp' | 'recovery_code' | 'recent' | 'none';
  /** which passkey confirmed it */
  passkey_id: string | null;
  created_at: number;
}
