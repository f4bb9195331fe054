export interface NotificationTables {
  channels: ChannelTable;
  notices: NoticeTable;
  deliveries: DeliveryTable;
  push_subscriptions: PushSubscriptionTable;
  slack_people: SlackPersonTable;
  slack_requests: SlackRequestTable;
  notification_settings: NotificationSettingsTable;
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
  | 'authenticator_removed'
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
