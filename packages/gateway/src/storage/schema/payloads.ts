export interface PayloadTables {
  payload_keys: PayloadKeyTable;
  payloads: PayloadTable;
}

/** One data key a day: deleting it erases that day's payloads and leaves the log verifiable. */
export interface PayloadKeyTable {
  org: string;
  day: string;
  sealed: Uint8Array;
}

export interface PayloadTable {
  id: string;
  org: string;
  day: string;
  kind: 'action' | 'display' | 'result' | 'state';
  sealed: Uint8Array;
  /** salted commitment that the audit entry carries */
  commitment: string;
  created_at: number;
}
