export interface PolicyTables {
  policy_versions: PolicyVersionTable;
}

export interface PolicyVersionTable {
  id: string;
  org: string;
  number: number;
  /** PolicyDocument as canonical JSON */
  document: string;
  document_sha256: string;
  status: 'active' | 'pending' | 'superseded' | 'rejected';
  source: string;
  /** JSON list of changes against the version before */
  changes: string;
  created_at: number;
  activated_at: number | null;
  activated_by: string | null;
}
