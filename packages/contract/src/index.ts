export {
  type Client,
  createClient,
  type ItemOf,
  type PagedId,
  RequestFailed,
  type RouteTable,
  readPages,
  type Transport,
} from './client.ts';
export { ERRORS, type ErrorBody, type ErrorCode, errorBody, isErrorCode } from './codes.ts';
export { CONNECTION_LIMIT_RANGES } from './limits.ts';
export { CONNECTION_NAME, isConnectionName, OPERATION_NAME, RESERVED_CONNECTION_NAMES } from './names.ts';
export { openApiDocument } from './openapi.ts';
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
export type { AccountEventWire, FactorsWire } from './shapes/account.ts';
export type { ActivityEntryWire, ActivityPage, OverviewWire, SessionWire } from './shapes/activity.ts';
export {
  type AgentApproval,
  agentApproval,
  type OperationDetail,
  type OperationSummary,
  operationDetail,
  operationSummary,
  type PendingBody,
  pendingBody,
  type ReleasedBody,
  releasedBody,
} from './shapes/agent-plane.ts';
export type { AgentWire } from './shapes/agents.ts';
export type { ApprovalDetail, ApprovalSummary, LiveChange, WaitingKindWire } from './shapes/approvals.ts';
export { type CallStateName, callState, EFFECT_OF, TIER_OF } from './shapes/call.ts';
export type { CompanySettingsWire } from './shapes/company.ts';
export type { ConnectionWire, ToolChangesWire } from './shapes/connections.ts';
export type { DisplayModelWire, DisplayRowWire, Segment } from './shapes/display.ts';
export type { Explanation } from './shapes/explanation.ts';
export type { StatusWire } from './shapes/health.ts';
export type { AuditProofWire, VaultStatusWire } from './shapes/keeping.ts';
export type { AuditEntryWire, AuditVerification } from './shapes/log.ts';
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
} from './shapes/notifications.ts';
export type { PairingAsked, PairingWire } from './shapes/pairing.ts';
export type { PasskeyWire } from './shapes/passkey.ts';
export type {
  InvitationWire,
  InvitedWire,
  MemberWire,
  OperatorTokenWire,
  SignInWire,
  TeamWire,
} from './shapes/people.ts';
export type {
  OperationTierWire,
  PolicyProposedWire,
  PolicyVersionWire,
  PolicyWire,
} from './shapes/policy.ts';
export type { Me } from './shapes/sign-in.ts';
