import { ROUTES, type Route, type RouteId } from '../../packages/contract/src/index.ts';

/** What each page asks for, with the filters that make the gateway look furthest. `{name}` is filled in. */
export const ASKED: readonly (readonly [name: string, route: RouteId, query?: string])[] = [
  ['waiting, counted by kind', 'listWaiting'],
  ['waiting, a page of 100', 'listApprovals', 'state=pending&limit=100'],
  ['waiting, a page of 200', 'listApprovals', 'state=pending&limit=200'],
  ['waiting, of one kind', 'listApprovals', 'state=pending&limit=100&agent={agent}&operation=put_note'],
  ['decided', 'listApprovals', 'state=decided&limit=50'],
  ['decided, denied', 'listApprovals', 'state=decided&limit=50&answer=denied'],
  ['decided, nothing fits', 'listApprovals', 'state=decided&limit=50&operation=no_such'],
  ['request', 'readApproval'],
  ['calls', 'listCalls', 'limit=100'],
  ['calls, one agent', 'listCalls', 'limit=100&agent={agent}'],
  ['calls, unknown outcome', 'listCalls', 'state=outcome_unknown&limit=50'],
  ['log', 'listAudit', 'limit=100'],
  ['log, one agent', 'listAudit', 'limit=100&agent={agent}'],
  ['log, denied', 'listAudit', 'limit=100&show=denied'],
  ['log, setup changes', 'listAudit', 'limit=100&show=changes'],
  ['log, a text nobody wrote', 'listAudit', 'limit=100&text=not+there'],
  ['log, a risk', 'listAudit', 'limit=100&risk=destructive'],
  ['log, last hour', 'listAudit', 'limit=100&from={hour}'],
  ['log, a day ago', 'listAudit', 'limit=100&until={day}'],
  ['log, one entry', 'readAudit'],
  ['log, proof of an entry', 'proveAudit'],
  ['overview, 24 h', 'overview', 'hours=24'],
  ['overview, 30 days', 'overview', 'hours=720'],
  ['sessions', 'listSessions', 'limit=50'],
  ['session', 'readSession'],
  ['agents', 'listAgents'],
  ['agent', 'readAgent'],
  ['pairings', 'listPairings'],
  ['integrations', 'listIntegrations'],
  ['connections', 'listConnections'],
  ['connection', 'readConnection'],
  ['operations of a connection', 'listTiers'],
  ['operation', 'describeTier'],
  ['policy', 'readPolicy'],
  ['policy versions', 'listPolicyVersions'],
  ['status', 'status'],
  ['me', 'me'],
  ['my factors', 'readFactors'],
  ['my history', 'readOwnHistory'],
  ['my sign-ins', 'listOwnSignIns'],
  ['my notifications', 'readOwnNotifications'],
  ['sign-in provider', 'readProvider'],
  ['vault', 'vaultStatus'],
  ['people', 'listPeople'],
  ['sign-ins', 'listSignIns'],
  ['invitations', 'listInvitations'],
  ['teams', 'listTeams'],
  ['operator tokens', 'listOperatorTokens'],
  ['notifications', 'readNotifications'],
  ['deliveries', 'listDeliveries'],
];

/** A stream, a file to download, and what machines read: no page waits for their end. */
const NO_PAGE: ReadonlySet<string> = new Set(['events', 'exportAudit', 'exportActivity', 'metrics']);

/** Routes that pages read and the bench does not ask for: a new page is measured without being thought of. */
export function unmeasuredRoutes(): string[] {
  const asked = new Set<string>(ASKED.map(([, route]) => route));
  return Object.entries<Route>(ROUTES)
    .filter(([, { method, access }]) => method === 'GET' && (access === 'operator' || access === 'step_up'))
    .map(([id]) => id)
    .filter((id) => !asked.has(id) && !NO_PAGE.has(id));
}
