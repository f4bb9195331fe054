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
  const row: PermissionRow = PERMISSIONS[permission];
  const able = row.roles.map((name) => ROLES[name].toLowerCase()).join(' or ');
  return `You are ${ROLES[role].toLowerCase()}. This takes the role ${able}.`;
}
