export interface CallTables {
  calls: CallTable;
}

/** The states of a call; design: one column, every transition one conditional UPDATE. */
export type CallState =
  | 'denied_by_policy'
  | 'pending'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'superseded'
  | 'stopped'
  | 'withdrawn'
  | 'permit_expired'
  | 'revoked'
  | 'executing'
  | 'succeeded'
  | 'failed'
  | 'outcome_unknown'
  | 'reconciled_succeeded'
  | 'reconciled_failed';

export interface CallTable {
  id: string;
  org: string;
  agent_id: string;
  connection_id: string;
  operation: string;
  risk: 'read' | 'write' | 'destructive' | 'financial' | 'admin';
  session: string | null;
  state: CallState;
  intent_sha256: string;
  action_sha256: string;
  /** id of the sealed payload {action, body, note} */
  action_payload: string;
  idempotency_key: string | null;
  /** set by the one claim that wins */
  permit_id: string | null;
  requester_address: string | null;
  requester_token: string | null;
  /** the person who asked for it as a test agent */
  played_by: string | null;
  created_at: number;
  executing_at: number | null;
  finished_at: number | null;
  /** the service's own status, when it answered */
  upstream_status: number | null;
  /** JSON {code, message}: public, for calls that did not succeed */
  problem: string | null;
  /** id of the sealed filtered outcome, until it is collected or 24 h old */
  result_payload: string | null;
  collected_at: number | null;
  /** the gateway that took it: the one that approved it last, then the one that executes it */
  gateway_id: string | null;
  gateway_epoch: number | null;
}
