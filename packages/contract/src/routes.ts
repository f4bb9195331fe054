import { z } from 'zod';
import * as agentSchemas from './agent.ts';
import * as keepingSchemas from './keeping.ts';
import * as operatorSchemas from './operator.ts';
import * as pairingSchemas from './pairing.ts';
import type { Permission, Scope } from './permissions.ts';

/**
 * Who may use a route.
 * `public`: nobody's credential needed · `agent`: an agent's bearer token · `operator`: a person's sign-in ·
 * `step_up`: a sign-in with a second factor in the last five minutes · `control`: the local control socket only.
 * Every operator route that changes something also needs the CSRF token and a same-origin `Origin`, and each asks for a
 * permission of the person's role. `scope` opens a route to operator tokens made for it, in place of all that.
 */
export type Access = 'public' | 'agent' | 'operator' | 'step_up' | 'control';

/** A route of people cannot be written without saying what permission it takes. */
export type Route = RouteShape &
  (
    | { readonly access: 'operator' | 'step_up'; readonly permission: Permission; readonly scope?: Scope }
    | {
        readonly access: Exclude<Access, 'operator' | 'step_up'>;
        readonly permission?: never;
        readonly scope?: never;
      }
  );

interface RouteShape {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{name}` marks a parameter */
  readonly path: string;
  /** whether the local control socket may use it as `local-administrator` */
  readonly local?: true;
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly reply: z.ZodType;
  readonly status?: number;
}

const none = z.object({});
const page = { cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).optional() };
const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
const o = operatorSchemas;
const k = keepingSchemas;
const a = agentSchemas;
const p = pairingSchemas;

/** The whole HTTP surface, but for MCP, the facade and static files. OpenAPI, handlers, clients and the two-plane test come from it. */
export const ROUTES = {
  // agents' plane
  listOperations: {
    method: 'GET',
    path: '/v1/operations',
    access: 'agent',
    summary: 'Operations this agent may get',
    query: z.object({ connection: z.string().optional(), search: z.string().optional() }),
    reply: list(a.operationSummary),
  },
  describeOperation: {
    method: 'GET',
    path: '/v1/operations/{connection}/{operation}',
    access: 'agent',
    summary: 'One operation with its parameters',
    reply: a.operationDetail,
  },
  listOwnApprovals: {
    method: 'GET',
    path: '/v1/approvals',
    access: 'agent',
    summary: 'What this agent waits for',
    reply: list(a.agentApproval),
  },
  readOwnApproval: {
    method: 'GET',
    path: '/v1/approvals/{id}',
    access: 'agent',
    summary: 'State of an approval; waits up to `wait` seconds, hands out the result once',
    query: z.object({ wait: z.coerce.number().int().min(0).max(300).optional() }),
    reply: a.agentApproval,
  },
  cancelOwnApproval: {
    method: 'DELETE',
    path: '/v1/approvals/{id}',
    access: 'agent',
    summary: 'Withdraw the question',
    reply: a.agentApproval,
  },
  // what anybody may ask
  health: {
    method: 'GET',
    path: '/health',
    access: 'public',
    summary: 'Alive',
    /** `sealed`: alive, and nothing is done before a person gives the passphrase */
    reply: z.object({ status: z.enum(['ok', 'sealed']) }),
  },
  ready: {
    method: 'GET',
    path: '/ready',
    access: 'public',
    summary: 'Able to take calls',
    reply: z.object({
      status: z.enum(['ok', 'unavailable', 'sealed']),
      gateway: z.string().optional(),
      lease: z.enum(['held', 'lost']).optional(),
      log_lag_ms: z.number().nullable().optional(),
    }),
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    access: 'public',
    summary: 'This document',
    reply: z.record(z.string(), z.unknown()),
  },
  setupState: {
    method: 'GET',
    path: '/api/v1/setup',
    access: 'public',
    summary: 'Whether the first person is still missing',
    reply: o.setupState,
  },
  beginSetup: {
    method: 'POST',
    path: '/api/v1/setup',
    access: 'public',
    summary: 'Redeem the setup link: e-mail and password',
    body: o.setupBegin,
    reply: o.setupEnrolment,
  },
  confirmSetup: {
    method: 'POST',
    path: '/api/v1/setup/confirm',
    access: 'public',
    summary: 'Confirm the second factor; creates the first person',
    body: o.setupConfirm,
    reply: o.setupDone,
  },
  signIn: {
    method: 'POST',
    path: '/api/v1/sign-ins',
    access: 'public',
    summary: 'Sign in with password and code',
    body: o.signInRequest,
    reply: o.me,
  },
  askPairing: {
    method: 'POST',
    path: '/v1/pairings',
    access: 'public',
    summary: 'Ask to be let in: a code for a person, a secret to collect with',
    body: p.pairingAsk,
    reply: p.pairingAsked,
    status: 201,
  },
  collectPairing: {
    method: 'POST',
    path: '/v1/pairings/{id}/collect',
    access: 'public',
    summary: 'Collect what a person gave, once',
    body: p.pairingCollect,
    reply: p.pairingCollected,
  },
  // people's plane
  me: {
    method: 'GET',
    path: '/api/v1/me',
    access: 'operator',
    permission: 'account:own',
    summary: 'Who is signed in',
    reply: o.me,
  },
  stepUp: {
    method: 'POST',
    path: '/api/v1/me/step-up',
    access: 'operator',
    permission: 'account:own',
    summary: 'Give the second factor again',
    body: o.stepUpRequest,
    reply: o.me,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/v1/sign-ins/current',
    access: 'operator',
    permission: 'account:own',
    summary: 'Sign out',
    reply: none,
  },
  status: {
    method: 'GET',
    path: '/api/v1/status',
    access: 'operator',
    permission: 'account:own',
    local: true,
    summary: 'Log, stop and version',
    reply: o.status,
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    access: 'operator',
    permission: 'setup:read',
    local: true,
    summary: 'Prometheus figures',
    reply: z.string(),
  },
  events: {
    method: 'GET',
    path: '/api/v1/events',
    access: 'operator',
    permission: 'account:own',
    summary: 'Live changes, as server-sent events',
    reply: z.string(),
  },
  listApprovals: {
    method: 'GET',
    path: '/api/v1/approvals',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'Approvals, pending or decided',
    query: z.object({
      state: z.enum(['pending', 'decided']).optional(),
      /** of what was decided: how. `unanswered`: expired, withdrawn, replaced or stopped before anybody did */
      answer: z.enum(['approved', 'denied', 'unanswered']).optional(),
      agent: z.string().optional(),
      /** name of a connection */
      connection: z.string().optional(),
      ...page,
    }),
    reply: list(o.approvalSummary),
  },
  readApproval: {
    method: 'GET',
    path: '/api/v1/approvals/{id}',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'Exactly what would be sent',
    reply: o.approvalDetail,
  },
  approve: {
    method: 'POST',
    path: '/api/v1/approvals/{id}/approve',
    access: 'operator',
    permission: 'requests:decide',
    summary: 'Approve this one action',
    body: o.approveRequest,
    reply: o.approvalDetail,
  },
  deny: {
    method: 'POST',
    path: '/api/v1/approvals/{id}/deny',
    access: 'operator',
    permission: 'requests:decide',
    summary: 'Deny it, with a reason for the agent',
    body: o.denyRequest,
    reply: o.approvalDetail,
  },
  listCalls: {
    method: 'GET',
    path: '/api/v1/calls',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'Recent calls',
    query: z.object({ state: a.callState.optional(), agent: z.string().optional(), ...page }),
    reply: list(o.callSummary),
  },
  reconcileCall: {
    method: 'POST',
    path: '/api/v1/calls/{id}/reconcile',
    access: 'step_up',
    permission: 'requests:decide',
    summary: 'Say what became of a call whose outcome is unknown',
    body: z.object({ happened: z.boolean() }),
    reply: o.callSummary,
  },
  listAgents: {
    method: 'GET',
    path: '/api/v1/agents',
    access: 'operator',
    permission: 'setup:read',
    local: true,
    summary: 'Agents',
    reply: list(o.agent),
  },
  createAgent: {
    method: 'POST',
    path: '/api/v1/agents',
    access: 'step_up',
    permission: 'agents:write',
    local: true,
    summary: 'Create an agent; its token is shown once',
    body: o.agentCreate,
    reply: o.agentCreated,
    status: 201,
  },
  removeAgent: {
    method: 'DELETE',
    path: '/api/v1/agents/{id}',
    access: 'step_up',
    permission: 'agents:write',
    local: true,
    summary: 'Remove an agent and its tokens',
    reply: none,
  },
  rotateToken: {
    method: 'POST',
    path: '/api/v1/agents/{id}/tokens',
    access: 'step_up',
    permission: 'agents:write',
    local: true,
    summary: 'Make a new token; the old ones go on until revoked',
    body: z.object({
      expires_in_days: z.number().int().positive().optional(),
      expires_in_minutes: z.number().int().positive().optional(),
    }),
    reply: o.agentCreated,
    status: 201,
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/v1/agents/{id}/tokens/{token}',
    access: 'operator',
    permission: 'stop:pull',
    local: true,
    summary: 'Revoke one token at once',
    reply: none,
  },
  stopAgent: {
    method: 'POST',
    path: '/api/v1/agents/{id}/stop',
    access: 'operator',
    permission: 'stop:pull',
    local: true,
    summary: 'Stop an agent: nothing it asks is done',
    reply: o.agent,
  },
  listPairings: {
    method: 'GET',
    path: '/api/v1/pairings',
    access: 'operator',
    permission: 'setup:read',
    local: true,
    summary: 'Programs and command lines that wait to be let in',
    reply: list(p.pairing),
  },
  lookPairing: {
    method: 'POST',
    path: '/api/v1/pairings/look',
    access: 'operator',
    permission: 'setup:read',
    local: true,
    summary: 'What a code stands for',
    body: p.pairingLook,
    reply: p.pairing,
  },
  acceptPairing: {
    method: 'POST',
    path: '/api/v1/pairings/accept',
    access: 'step_up',
    permission: 'agents:write',
    local: true,
    summary: 'Let a program in as an agent, with a name and connections',
    body: p.pairingAccept,
    reply: none,
  },
  confirmSignIn: {
    method: 'POST',
    path: '/api/v1/pairings/confirm-sign-in',
    access: 'step_up',
    permission: 'account:own',
    summary: 'Let a command line in as yourself',
    body: p.pairingLook,
    reply: none,
  },
  refusePairing: {
    method: 'DELETE',
    path: '/api/v1/pairings/{id}',
    access: 'operator',
    permission: 'stop:pull',
    local: true,
    summary: 'Refuse it',
    reply: none,
  },
  releaseAgent: {
    method: 'POST',
    path: '/api/v1/agents/{id}/release',
    access: 'step_up',
    permission: 'stop:release',
    summary: 'Start a stopped agent again',
    reply: o.agent,
  },
  stopAll: {
    method: 'POST',
    path: '/api/v1/stop',
    access: 'operator',
    permission: 'stop:pull',
    local: true,
    summary: 'Stop everything',
    reply: o.status,
  },
  releaseAll: {
    method: 'POST',
    path: '/api/v1/release',
    access: 'step_up',
    permission: 'stop:release',
    summary: 'End the stop',
    reply: o.status,
  },
  listIntegrations: {
    method: 'GET',
    path: '/api/v1/integrations',
    access: 'operator',
    permission: 'setup:read',
    scope: 'connections:write',
    local: true,
    summary: 'Services that can be connected',
    reply: list(o.integrationSummary),
  },
  listConnections: {
    method: 'GET',
    path: '/api/v1/connections',
    access: 'operator',
    permission: 'setup:read',
    scope: 'connections:write',
    local: true,
    summary: 'Connections',
    reply: list(o.connection),
  },
  createConnection: {
    method: 'POST',
    path: '/api/v1/connections',
    access: 'step_up',
    permission: 'connections:write',
    local: true,
    summary: 'Connect a service by key',
    body: o.connectionCreate,
    reply: o.connection,
    status: 201,
  },
  replaceCredential: {
    method: 'PUT',
    path: '/api/v1/connections/{name}/credential',
    access: 'step_up',
    permission: 'connections:write',
    scope: 'connections:write',
    local: true,
    summary: 'Replace the key',
    body: o.credentialReplace,
    reply: o.connection,
  },
  testConnection: {
    method: 'POST',
    path: '/api/v1/connections/{name}/test',
    access: 'operator',
    permission: 'connections:write',
    scope: 'connections:write',
    local: true,
    summary: 'Try the key with a harmless call',
    reply: o.connectionTest,
  },
  refreshTools: {
    method: 'POST',
    path: '/api/v1/connections/{name}/tools',
    access: 'step_up',
    permission: 'connections:write',
    local: true,
    summary: 'List the tools of an MCP server anew, and pin them',
    reply: o.toolChanges,
  },
  removeConnection: {
    method: 'DELETE',
    path: '/api/v1/connections/{name}',
    access: 'step_up',
    permission: 'connections:write',
    scope: 'connections:write',
    local: true,
    summary: 'Remove a connection and its key',
    reply: none,
  },
  adoptConnection: {
    method: 'POST',
    path: '/api/v1/connections/{name}/adopt',
    access: 'step_up',
    permission: 'connections:write',
    local: true,
    summary: 'Give a connection to agentport.yaml, or take it over from there',
    body: o.connectionAdopt,
    reply: o.connection,
  },
  listTiers: {
    method: 'GET',
    path: '/api/v1/connections/{name}/operations',
    access: 'operator',
    permission: 'setup:read',
    local: true,
    summary: 'Operations with the effect each has now',
    reply: list(o.operationTier),
  },
  describeTier: {
    method: 'GET',
    path: '/api/v1/connections/{name}/operations/{operation}',
    access: 'operator',
    permission: 'setup:read',
    local: true,
    summary: 'One operation with its parameters and the effect it has now',
    reply: o.operationTierDetail,
  },
  listPolicyVersions: {
    method: 'GET',
    path: '/api/v1/policy/versions',
    access: 'operator',
    permission: 'setup:read',
    scope: 'policy:propose',
    local: true,
    summary: 'Policy versions, newest first',
    reply: list(o.policyVersion),
  },
  explainPolicy: {
    method: 'POST',
    path: '/api/v1/policy/explain',
    access: 'operator',
    permission: 'setup:read',
    scope: 'policy:propose',
    local: true,
    summary: 'What would happen with a call, and why; nothing is recorded or sent',
    body: p.explainRequest,
    reply: p.explanation,
  },
  activatePolicy: {
    method: 'POST',
    path: '/api/v1/policy/versions/{number}/activate',
    access: 'step_up',
    permission: 'policy:write',
    summary: 'Activate a waiting version',
    reply: o.policyVersion,
  },
  rejectPolicy: {
    method: 'POST',
    path: '/api/v1/policy/versions/{number}/reject',
    access: 'operator',
    permission: 'policy:write',
    summary: 'Reject a waiting version',
    reply: o.policyVersion,
  },
  listAudit: {
    method: 'GET',
    path: '/api/v1/audit/entries',
    access: 'operator',
    permission: 'audit:read',
    scope: 'audit:read',
    local: true,
    summary: 'Audit entries, newest first',
    query: z.object({
      kind: z.string().optional(),
      call: z.string().optional(),
      agent: z.string().optional(),
      ...page,
    }),
    reply: list(o.auditEntry),
  },
  readAudit: {
    method: 'GET',
    path: '/api/v1/audit/entries/{entry}',
    access: 'operator',
    permission: 'audit:read',
    scope: 'audit:read',
    local: true,
    summary: 'One audit entry, by its number or its id',
    reply: o.auditEntry,
  },
  verifyAudit: {
    method: 'POST',
    path: '/api/v1/audit/verify',
    access: 'operator',
    permission: 'audit:check',
    scope: 'audit:read',
    local: true,
    summary: 'Check the whole log',
    reply: o.auditVerification,
  },
  acceptAudit: {
    method: 'POST',
    path: '/api/v1/audit/accept',
    access: 'control',
    local: true,
    summary: 'Take the log as it is, after a restore or a lost witness',
    reply: o.auditVerification,
  },
  exportAudit: {
    method: 'GET',
    path: '/api/v1/audit/export',
    access: 'operator',
    permission: 'audit:check',
    scope: 'audit:read',
    local: true,
    summary: 'The log as JSON lines',
    reply: z.string(),
  },
  proveAudit: {
    method: 'GET',
    path: '/api/v1/audit/proofs/{entry}',
    access: 'operator',
    permission: 'audit:check',
    scope: 'audit:read',
    local: true,
    summary: 'What shows to others that an entry stands in the signed log',
    query: z.object({ since: z.coerce.number().int().min(1).optional() }),
    reply: k.auditProof,
  },
  eraseContent: {
    method: 'POST',
    path: '/api/v1/erasures',
    access: 'step_up',
    permission: 'vault:write',
    local: true,
    summary: 'Erase arguments, pages and results; the log goes on verifying',
    body: k.eraseRequest,
    reply: k.erased,
  },
  vaultStatus: {
    method: 'GET',
    path: '/api/v1/vault',
    access: 'operator',
    permission: 'vault:read',
    local: true,
    summary: 'Keys, their versions and ages',
    reply: k.vaultStatus,
  },
  rotateKeys: {
    method: 'POST',
    path: '/api/v1/vault/keys',
    access: 'step_up',
    permission: 'vault:write',
    local: true,
    summary: 'New wrapping keys; what they wrap is sealed anew',
    reply: k.vaultStatus,
  },
  rotateRoot: {
    method: 'POST',
    path: '/api/v1/vault/root',
    access: 'control',
    local: true,
    summary: 'A new root key; the old one is destroyed',
    body: k.rootRotation,
    reply: k.vaultStatus,
  },
  unsealVault: {
    method: 'POST',
    path: '/api/v1/vault/unseal',
    access: 'control',
    local: true,
    summary: 'Open a vault that waits for its passphrase',
    body: k.unsealRequest,
    reply: k.unsealed,
  },
  // the machine's own administrator
  bootstrap: {
    method: 'POST',
    path: '/api/v1/bootstrap',
    access: 'control',
    local: true,
    summary: 'Create the first person without a browser',
    body: o.bootstrapRequest,
    reply: o.bootstrapped,
    status: 201,
  },
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof ROUTES;
export type RouteOf<I extends RouteId> = (typeof ROUTES)[I];
type BodyOf<R> = R extends { body: infer B extends z.ZodType } ? z.infer<B> : undefined;
type QueryOf<R> = R extends { query: infer Q extends z.ZodType } ? z.input<Q> : undefined;
type ReplyOf<R> = R extends { reply: infer P extends z.ZodType } ? z.infer<P> : never;

export type RouteBody<I extends RouteId> = BodyOf<RouteOf<I>>;
export type RouteQuery<I extends RouteId> = QueryOf<RouteOf<I>>;
export type RouteReply<I extends RouteId> = ReplyOf<RouteOf<I>>;
/** Names of the `{parameters}` in a route's path. */
export type RouteParams<I extends RouteId> = Params<RouteOf<I>['path']>;
type Params<P extends string> = P extends `${string}{${infer N}}${infer Rest}` ? N | Params<Rest> : never;
