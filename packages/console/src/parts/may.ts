import type { RouteId } from '@agentport/contract';
import { PERMISSIONS, type PermissionRow, may as roleMay } from '@agentport/contract/permissions';
import { useMe } from '../api/queries.ts';
import { ROUTES } from '../api/routes.gen.ts';
import { ROLES } from '../words/roles.ts';

/**
 * Why whoever is signed in may not use a route, by the table its guard asks; null when they may. One place for every
 * button, so that what a role cannot do is never offered to it.
 */
export function useBar(route: RouteId): string | null {
  const role = useMe().data?.person.role;
  return role === undefined ? null : barOf(role, route);
}

export function barOf(role: keyof typeof ROLES, route: RouteId): string | null {
  const { permission } = ROUTES[route];
  if (permission === undefined || roleMay(role, permission)) return null;
  return `You are ${ROLES[role].toLowerCase()}. This takes the role ${whoMay(route)}.`;
}

/** The roles that may use a route, strongest first: "owner, admin or approver". */
export function whoMay(route: RouteId): string {
  const { permission } = ROUTES[route];
  if (permission === undefined) return 'anybody';
  const row: PermissionRow = PERMISSIONS[permission];
  const names = row.roles.map((name) => ROLES[name].toLowerCase());
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}
