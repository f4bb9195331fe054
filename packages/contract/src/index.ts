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
export type {
  AgentWire,
  ApprovalDetail,
  ApprovalSummary,
  AuditEntryWire,
  AuditVerification,
  ConnectionWire,
  DisplayModelWire,
  DisplayRowWire,
  Me,
  PolicyVersionWire,
  Segment,
  StatusWire,
} from './operator.ts';
export {
  type Access,
  ROUTES,
  type Route,
  type RouteBody,
  type RouteId,
  type RouteParams,
  type RouteQuery,
  type RouteReply,
} from './routes.ts';
