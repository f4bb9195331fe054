import type { ActivityTables } from './schema/activity.ts';
import type { AgentTables } from './schema/agents.ts';
import type { ApprovalTables } from './schema/approvals.ts';
import type { AuditTables } from './schema/audit.ts';
import type { CallTables } from './schema/calls.ts';
import type { ClusterTables } from './schema/cluster.ts';
import type { ConnectionTables } from './schema/connections.ts';
import type { InstallationTables } from './schema/installation.ts';
import type { LimitTables } from './schema/limits.ts';
import type { NotificationTables } from './schema/notifications.ts';
import type { OidcTables } from './schema/oidc.ts';
import type { OperatorTables } from './schema/operators.ts';
import type { PairingTables } from './schema/pairing.ts';
import type { PayloadTables } from './schema/payloads.ts';
import type { PolicyTables } from './schema/policy.ts';
import type { SignInTables } from './schema/sign-ins.ts';
import type { TeamTables } from './schema/teams.ts';
import type { VaultKeyTables } from './schema/vault-keys.ts';

/**
 * Every table, as plain data. Times are integer ms UTC on database time, flags 0 or 1, documents JSON text,
 * digests hex SHA-256, sealed values the vault's envelope bytes. `org` stands in every table and unique key.
 */
export interface Schema
  extends InstallationTables,
    AgentTables,
    PairingTables,
    ConnectionTables,
    VaultKeyTables,
    PolicyTables,
    CallTables,
    LimitTables,
    ApprovalTables,
    PayloadTables,
    OperatorTables,
    TeamTables,
    SignInTables,
    OidcTables,
    AuditTables,
    ClusterTables,
    NotificationTables,
    ActivityTables {}
