export interface LimitTables {
  call_windows: CallWindowTable;
}

/** How many calls were granted in the last minute, in one row for each subject: gateways share it. */
export interface CallWindowTable {
  org: string;
  /** an agent's id, or `total` */
  subject: string;
  /** JSON list of [second since 1970, calls], oldest first */
  granted: string;
  /** how often it was held; only there to be written */
  turns: number;
}
