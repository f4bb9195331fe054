import type { Generated } from 'kysely';

/**
 * Every table, as plain data. Times are integer ms UTC on database time, flags 0 or 1, documents JSON text,
 * digests hex SHA-256, sealed values the vault's envelope bytes. `org` stands in every table and unique key.
 */
export interface Schema {
  migrations: MigrationTable;
  instance: InstanceTable;
  orgs: OrgTable;
  agents: AgentTable;
  agent_tokens: AgentTokenTable;
  pairings: PairingTable;
  connections: ConnectionTable;
  credentials: CredentialTable;
  oauth_tokens: OauthTokenTable;
  keys: KeyTable;
  signing_keys: SigningKeyTable;
  policy_versions: PolicyVersionTable;
  calls: CallTable;
  approvals: ApprovalTable;
  reviews: ReviewTable;
  payload_keys: PayloadKeyTable;
  payloads: PayloadTable;
  operators: OperatorTable;
  invitations: InvitationTable;
  teams: TeamTable;
  team_members: TeamMemberTable;
  team_routes: TeamRouteTable;
  operator_tokens: OperatorTokenTable;
  recovery_codes: RecoveryCodeTable;
  sign_ins: SignInTable;
  setup_links: SetupLinkTable;
  sign_in_attempts: SignInAttemptTable;
  passkeys: PasskeyTable;
  spent_proofs: SpentProofTable;
  oidc_settings: OidcSettingsTable;
  oidc_links: OidcLinkTable;
  audit_entries: AuditEntryTable;
  audit_nodes: AuditNodeTable;
  audit_checkpoints: AuditCheckpointTable;
  call_windows: CallWindowTable;
  audit_inbox: AuditInboxTable;
  audit_signer: AuditSignerTable;
  gateways: GatewayTable;
  duties: DutyTable;
  channels: ChannelTable;
  notices: NoticeTable;
  deliveries: DeliveryTable;
  push_subscriptions: PushSubscriptionTable;
  slack_people: SlackPersonTable;
  slack_requests: SlackRequestTable;
  notification_settings: NotificationSettingsTable;
  activity_followed: ActivityFollowedTable;
  activity_hours: ActivityHourTable;
  activity_days: ActivityDayTable;
  activity_sessions: ActivitySessionTable;
}

/** The steps this database has taken, numbered from 1. */
export interface MigrationTable {
  number: number;
  name: string;
  applied_at: number;
}

/** One row: who this installation is, and the largest database time ever seen (a clock that went back is noticed). */
export interface InstanceTable {
  id: string;
  created_at: number;
  time_seen: number;
}

/** The fence values that concern everybody in an org: they are compared, in the claim, with what a decision saw. */
export interface OrgTable {
  org: string;
  policy_version: number;
  /** moves when everything is stopped or released */
  stop_epoch: number;
  stopped: number;
}

export interface AgentTable {
  id: string;
  org: string;
  name: string;
  status: 'active' | 'stopped' | 'removed';
  epoch: number;
  tools: 'auto' | 'native' | 'discover';
  /** names of the only connections it may ask for (JSON), null for every one */
  connections: string | null;
  /** the person who looks after it; null when nobody in particular does */
  owner_id: string | null;
  /** 1 when people may play as it, said when it is made and never after; null: they may not */
  test: number | null;
  created_at: number;
  stopped_at: number | null;
  stopped_by: string | null;
}

export interface AgentTokenTable {
  id: string;
  org: string;
  agent_id: string;
  /** hex SHA-256 of the whole token */
  token_sha256: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
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

/** Key encryption keys, wrapped by the root key. */
export interface KeyTable {
  id: string;
  org: string;
  purpose: 'credential' | 'payload' | 'state';
  version: number;
  wrapped: Uint8Array;
  created_at: number;
}

/** What signs, one for each org, wrapped by the root key. */
export interface SigningKeyTable {
  org: string;
  wrapped: Uint8Array;
  created_at: number;
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

export interface TeamTable {
  id: string;
  org: string;
  name: string;
  created_at: number;
}

export interface TeamMemberTable {
  org: string;
  team_id: string;
  operator_id: string;
}

/** What comes to a team: requests of an agent, or for a connection; both by name, so that they outlive a new one. */
export interface TeamRouteTable {
  org: string;
  kind: 'agent' | 'connection';
  subject: string;
  team_id: string;
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

export interface RecoveryCodeTable {
  org: string;
  operator_id: string;
  code_sha256: string;
  used_at: number | null;
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

export interface AuditEntryTable {
  leaf_index: number;
  /** from here to `at`: copied from the entry for look-ups; verify checks them against it */
  id: string;
  org: string;
  kind: string;
  call_id: string | null;
  agent_id: string | null;
  at: number;
  /** canonical JSON, verbatim: verification never serialises again */
  entry: Uint8Array;
  leaf_hash: Uint8Array;
}

/** Hashes of complete subtrees of 2^level leaves, level 1 and up (level 0 is `audit_entries.leaf_hash`). */
export interface AuditNodeTable {
  level: number;
  index: number;
  hash: Uint8Array;
}

export interface AuditCheckpointTable {
  size: number;
  root_hash: Uint8Array;
  /** signed note (C2SP tlog-checkpoint) */
  note: string;
  created_at: number;
}

/** Entries that are durable and wait for their place in the log; empty on SQLite, where they take it at once. */
export interface AuditInboxTable {
  /** order of arrival; gaps mean nothing */
  seq: Generated<number>;
  id: string;
  org: string;
  kind: string;
  call_id: string | null;
  agent_id: string | null;
  at: number;
  /** canonical JSON, as it will stand in the log */
  entry: Uint8Array;
}

/** The key that signs the log, for all gateways of one database; on SQLite it lies in a file instead. */
export interface AuditSignerTable {
  /** public half, as text */
  verifier: string;
  /** private half, sealed by the vault */
  sealed: Uint8Array;
  created_at: number;
}

/** One gateway and its lease. */
export interface GatewayTable {
  id: string;
  /** rises with every registration */
  epoch: number;
  /** ms UTC, database time; 0 once this registration was ended for good */
  lease_until: number;
  registered_at: number;
}

/** What one gateway does for all, and which one. */
export interface DutyTable {
  name: string;
  gateway_id: string;
  gateway_epoch: number;
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

/** A way to reach people: where it leads, whom it concerns, and what opens it, sealed. */
export interface ChannelTable {
  id: string;
  org: string;
  name: string;
  enabled: number;
  /** JSON by the contract; no secrets */
  settings: string;
  /** JSON: which requests it is told about */
  route: string;
  detail: 'minimal' | 'title' | 'full';
  secret_sealed: Uint8Array | null;
  created_at: number;
  created_by: string;
}

/** Something people should hear of. Written in the unit in which it happened. */
export interface NoticeTable {
  id: string;
  org: string;
  kind: 'asked' | 'ended' | 'test' | 'account';
  approval_id: string | null;
  /** for a test: the only channel that hears of it */
  channel_id: string | null;
  agent_id: string | null;
  /** for `account`: whose, and what changed */
  operator_id: string | null;
  change: AccountChange | null;
  created_at: number;
  /** 1 once its deliveries are written */
  fanned_out: number;
}

/** What a person hears about their own account. */
export type AccountChange =
  | 'passkey_added'
  | 'passkey_renamed'
  | 'passkey_removed'
  | 'authenticator_changed'
  | 'recovery_codes_changed'
  | 'password_changed'
  | 'company_connected'
  | 'company_disconnected';

export type DeliveryKind = 'asked' | 'reminder' | 'escalation' | 'ended' | 'digest' | 'test' | 'account';

/** One message to one receiver. Its id is the message's id at every attempt. */
export interface DeliveryTable {
  id: string;
  org: string;
  notice_id: string;
  channel_id: string;
  kind: DeliveryKind;
  /** an address or a subscription; empty where the channel has one receiver */
  target: string;
  approval_id: string | null;
  agent_id: string | null;
  state: 'waiting' | 'sending' | 'sent' | 'dropped' | 'dead';
  attempts: number;
  next_at: number;
  lease_holder: string | null;
  lease_until: number;
  code: string | null;
  status: number | null;
  /** how the peer names the message, to change it later */
  peer_ref: string | null;
  created_at: number;
  sent_at: number | null;
}

/** A browser that wants to be told. */
export interface PushSubscriptionTable {
  id: string;
  org: string;
  operator_id: string;
  sign_in_id: string;
  endpoint_sha256: string;
  /** endpoint and keys: whoever has them can reach the browser */
  sealed: Uint8Array;
  label: string;
  created_at: number;
}

/** Who a Slack user is here. Nothing else makes a Slack user anybody. */
export interface SlackPersonTable {
  org: string;
  team: string;
  slack_user: string;
  operator_id: string;
  created_at: number;
  created_by: string;
}

export interface SlackRequestTable {
  org: string;
  sha256: string;
  expires_at: number;
}

export interface NotificationSettingsTable {
  org: string;
  /** JSON by the contract */
  document: string;
  changed_at: number;
  changed_by: string;
}

/** How many entries of the log are counted in the two tables below. */
export interface ActivityFollowedTable {
  org: string;
  upto: number;
}

/** Calls of agents by the hour. What an entry does not name is the empty text. */
export interface ActivityHourTable {
  org: string;
  /** its first ms, UTC */
  hour: number;
  what: 'allowed' | 'asked' | 'denied' | 'succeeded' | 'failed' | 'unknown';
  agent_id: string;
  connection_id: string;
  operation: string;
  count: number;
}

/** How often an agent asked on one day, and when last. */
export interface ActivityDayTable {
  org: string;
  agent_id: string;
  /** its first ms, UTC */
  day: number;
  /** whatever became of them */
  calls: number;
  last_at: number;
}

/** One session of an agent: where its entries lie in the log, and how its calls were decided. */
export interface ActivitySessionTable {
  org: string;
  agent_id: string;
  session: string;
  first_index: number;
  last_index: number;
  first_at: number;
  last_at: number;
  allowed: number;
  asked: number;
  denied: number;
  failed: number;
  unknown: number;
  /** requests that people denied */
  turned_down: number;
  /** calls in which a detector or a limit on recipients saw something */
  flagged: number;
}
