export type { ActivityEntryWire, ActivityPage, OverviewWire, SessionWire } from './activity.ts';
export {
  type AgentApproval,
  agentApproval,
  type CallStateName,
  callState,
  EFFECT_OF,
  type OperationDetail,
  type OperationSummary,
  operationDetail,
  operationSummary,
  type PendingBody,
  pendingBody,
  type ReleasedBody,
  releasedBody,
  TIER_OF,
} from './agent.ts';
export { type Client, createClient, RequestFailed, type RouteTable, type Transport } from './client.ts';
export { ERRORS, type ErrorBody, type ErrorCode, errorBody, isErrorCode } from './codes.ts';
export type { CompanySettingsWire } from './company.ts';
export type { AuditProofWire, VaultStatusWire } from './keeping.ts';
export { CONNECTION_NAME, isConnectionName, OPERATION_NAME, RESERVED_CONNECTION_NAMES } from './names.ts';
export type {
  ChannelDetail,
  ChannelRoute,
  ChannelSecret,
  ChannelSettings,
  ChannelWire,
  DeliveryWire,
  NotificationSettings,
  NotificationsWire,
  OwnNotifications,
} from './notifications.ts';
export { openApiDocument } from './openapi.ts';
export type {
  AgentWire,
  ApprovalDetail,
  ApprovalSummary,
  AuditEntryWire,
  AuditVerification,
  ConnectionWire,
  DisplayModelWire,
  DisplayRowWire,
  LiveChange,
  Me,
  OperationTierWire,
  PolicyProposedWire,
  PolicyVersionWire,
  PolicyWire,
  Segment,
  StatusWire,
  ToolChangesWire,
  WaitingKindWire,
} from './operator.ts';
export {
  errorBodyOf,
  exitOfStatus,
  type HeldBody,
  type HttpAnswer,
  outcomeToExit,
  outcomeToHttp,
  type PartBody,
  pendingBodyOf,
  replyValue,
  type UnhappyOutcome,
} from './outcome.ts';
export {
  APPROVAL_META,
  CALL_META,
  type McpAnswer,
  type McpContent,
  type McpResource,
  outcomeToMcp,
} from './outcome-mcp.ts';
export type { Explanation, PairingAsked, PairingWire } from './pairing.ts';
export type { FactorsWire, PasskeyWire } from './passkey.ts';
export type {
  InvitationWire,
  InvitedWire,
  MemberWire,
  OperatorTokenWire,
  SignInWire,
  TeamWire,
} from './people.ts';
export { may, PERMISSIONS, type Permission, ROLES, type Role, SCOPES, type Scope } from './permissions.ts';
export {
  type Access,
  ROUTES,
  type Route,
  type RouteBody,
  type RouteId,
  type RouteOf,
  type RouteParams,
  type RouteQuery,
  type RouteReply,
} from './routes.ts';
