import type { Outcome } from '@agentport/engine';
import type { Activity } from '../../activity/index.ts';
import type { Agents } from '../../agents/index.ts';
import type { Approvals, CallBook } from '../../approvals/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Catalog, Operation } from '../../catalog/index.ts';
import type { Connection, Connections, NewConnection } from '../../connections/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../limits/index.ts';
import type { Notifications } from '../../notifications/index.ts';
import type { RefusedToken } from '../../oauth/index.ts';
import type { Operators } from '../../operators/index.ts';
import type { Pairing } from '../../pairing/index.ts';
import type {
  CallRequest,
  ConnectionTest,
  Explanation,
  Question,
  Stopping,
  ToolChanges,
} from '../../pipeline/index.ts';
import type { Policies } from '../../policies/index.ts';
import type { PolicyEdits } from '../../policy-edits/index.ts';
import type { Retention } from '../../retention/index.ts';
import type { Database } from '../../storage/index.ts';
import type { KeyChores } from '../../vault/index.ts';

/** Whether this gateway can take calls, and what says so. */
export interface Ready {
  readonly ok: boolean;
  /** its id among those of one database */
  readonly gateway: string;
  readonly leaseHeld: boolean;
  /** how long the oldest entry has waited for its place in the log; null when the database did not say */
  readonly logLagMs: number | null;
}

/** What the operators' plane needs of the rooms. It translates between people and them and decides nothing. */
export interface OperatorApiDeps {
  readonly org: string;
  /** of the gateway, as `package.json` has it */
  readonly version: string;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  readonly db: Database;
  readonly audit: Pick<
    Audit,
    'accept' | 'append' | 'list' | 'prove' | 'show' | 'verify' | 'export' | 'standing'
  >;
  readonly activity: Pick<
    Activity,
    'aboutPerson' | 'agents' | 'export' | 'overview' | 'search' | 'session' | 'sessions' | 'steps'
  >;
  readonly retention: Pick<Retention, 'erase'>;
  readonly keys: Pick<KeyChores, 'status' | 'rotateKeys' | 'rotateRoot'>;
  readonly operators: Operators;
  readonly agents: Pick<
    Agents,
    | 'authenticate'
    | 'create'
    | 'list'
    | 'named'
    | 'find'
    | 'give'
    | 'handOver'
    | 'moveEnd'
    | 'remove'
    | 'rotate'
    | 'revoke'
  >;
  readonly pairing: Pairing;
  readonly notifications: Omit<Notifications, 'worker' | 'slack' | 'close'>;
  /** how long people may take, and an approved call may wait for the gateway, as agentport.yaml says */
  readonly timeOuts: () => { approve_within_ms: number; execute_within_ms: number };
  readonly stops: Stopping;
  readonly approvals: Pick<
    Approvals,
    'list' | 'waiting' | 'read' | 'compared' | 'tie' | 'decide' | 'reconcile' | 'onChange'
  >;
  readonly calls: Calls;
  readonly catalog: Pick<Catalog, 'integrations'>;
  readonly connections: Pick<
    Connections,
    | 'credentialFor'
    | 'list'
    | 'find'
    | 'definitionOf'
    | 'replaceCredential'
    | 'revokeCredential'
    | 'setLimits'
    | 'remove'
  >;
  /** how much each connection may carry */
  readonly limits: Pick<Limits, 'connection' | 'origins'>;
  /** connections whose sign-in the service ended: a person must connect them again */
  readonly refusedTokens: (org: string) => Promise<readonly RefusedToken[]>;
  /** connects a service; an MCP server is asked for its tools */
  readonly addConnection: (wanted: NewConnection) => Promise<Connection>;
  /** lists and pins the tools of an MCP server anew */
  readonly refreshTools: (connection: Connection, actor: string) => Promise<ToolChanges>;
  /** gives a connection to agentport.yaml, or takes it over from there */
  readonly adoptConnection: (name: string, owner: Connection['owner'], actor: string) => Promise<Connection>;
  /** tries a connection's key with the harmless call its manifest names */
  readonly testConnection: (connection: Connection, actor: string) => Promise<ConnectionTest>;
  readonly policies: Pick<Policies, 'version' | 'active' | 'versions' | 'activate' | 'reject' | 'isProven'>;
  /** what people change of the policy */
  readonly policyEdits: Pick<PolicyEdits, 'propose' | 'renew' | 'switches'>;
  /** the effect an operation has now for agents in general */
  readonly tierOf: (connection: Connection, operation: Operation) => Tier;
  /** what would happen with a call, and why; records and sends nothing */
  readonly explain: (question: Question) => Promise<Explanation>;
  /** the one path, for calls that people make as test agents */
  readonly enforce: (request: CallRequest) => Promise<Outcome>;
  readonly health: { ready(): Promise<Ready>; metrics(): Promise<string> };
}

/** Calls as lists and figures. */
export interface Calls extends CallBook {
  /** figures of one agent since midnight UTC */
  today(agentId: string): Promise<{ allowed: number; asked: number; denied: number }>;
}

export interface Tier {
  readonly effect: 'allow' | 'ask' | 'deny';
  /** which tier or default gave it */
  readonly rule: string | null;
  /** a rule decided, not a tier */
  readonly ruled: boolean;
}
