/** Strongest first. */
export const ROLES = ['owner', 'admin', 'approver', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

export interface PermissionRow {
  /** what one may do with it, as the People page says it */
  readonly title: string;
  readonly roles: readonly Role[];
}

const ALL = ROLES;
const DECIDERS = ['owner', 'admin', 'approver'] as const;
const MANAGERS = ['owner', 'admin'] as const;

/**
 * The one table of what each role may do. Every route of the people's plane names one permission; the guard of that
 * plane asks this table, and the console shows it. A role that is not listed may not.
 */
export const PERMISSIONS = {
  'account:own': {
    title: 'Keep one’s own account, see the state of the gateway and who is here',
    roles: ALL,
  },
  'requests:read': { title: 'See requests and calls', roles: ALL },
  'requests:decide': {
    title: 'Approve and deny requests, settle unknown outcomes',
    roles: DECIDERS,
  },
  'stop:pull': {
    title: 'Stop agents, revoke agents’ tokens, turn away who asks to be let in',
    roles: DECIDERS,
  },
  'stop:release': { title: 'Start again what was stopped', roles: MANAGERS },
  'setup:read': { title: 'See agents, connections, policy and settings', roles: ALL },
  'agents:play': { title: 'Make real calls as a test agent', roles: MANAGERS },
  'agents:write': { title: 'Create, change and remove agents, let programs in', roles: MANAGERS },
  'connections:write': { title: 'Connect services, change and remove their credentials', roles: MANAGERS },
  'policy:write': { title: 'Change the policy and activate what waits', roles: MANAGERS },
  'settings:write': { title: 'Change channels, routing, time-outs and teams', roles: MANAGERS },
  'audit:read': { title: 'See the log', roles: ALL },
  'audit:check': { title: 'Check, export and prove the log', roles: ['owner', 'admin', 'auditor'] },
  'people:read': { title: 'See invitations, operator tokens and everybody’s sign-ins', roles: MANAGERS },
  'people:write': {
    title: 'Invite, suspend and remove approvers and auditors, change their role',
    roles: MANAGERS,
  },
  'owners:write': {
    title: 'Invite, suspend and remove owners and admins, change their role',
    roles: ['owner'],
  },
  'tokens:write': { title: 'Create and revoke operator tokens for automation', roles: MANAGERS },
  'security:write': { title: 'Change how people sign in', roles: ['owner'] },
  'vault:read': { title: 'See the state of the keys', roles: ['owner', 'admin', 'auditor'] },
  'vault:write': { title: 'Change the keys, erase content', roles: ['owner'] },
} as const satisfies Record<string, PermissionRow>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether a role may. Anything unknown may not. */
export function may(role: string, permission: Permission): boolean {
  const row: PermissionRow | undefined = Object.hasOwn(PERMISSIONS, permission)
    ? PERMISSIONS[permission]
    : undefined;
  return row?.roles.some((listed) => listed === role) ?? false;
}

/**
 * What an operator token can be made for. A route opens to a token only where the contract writes one of these beside
 * it; deciding requests and activating policy have none, so no token can ever do them.
 */
export const SCOPES = {
  'policy:propose': {
    title: 'Propose policy versions, which a person activates',
    permission: 'policy:write',
  },
  'audit:read': { title: 'Read, check and export the log', permission: 'audit:check' },
  'connections:write': {
    title: 'Replace the credentials of connections, test and remove them',
    permission: 'connections:write',
  },
} as const satisfies Record<string, { title: string; permission: Permission }>;

export type Scope = keyof typeof SCOPES;
