import type { ChannelRoute } from '@agentport/contract';
import type { Risk } from '@agentport/engine';

/** What routing looks at: no content. */
export interface Routed {
  readonly risk: Risk;
  readonly agentId: string;
  readonly connectionName: string;
  readonly teams: readonly string[];
  /** people it comes to by their teams; empty for everybody who may answer */
  readonly people: readonly string[];
}

/** Whether a channel is told about a request. A channel for one team hears only of what belongs to that team. */
export function concerns(route: ChannelRoute, request: Routed): boolean {
  if (route.risks.length > 0 && !route.risks.includes(request.risk)) return false;
  if (route.agents !== null && !route.agents.includes(request.agentId)) return false;
  if (route.connections !== null && !route.connections.includes(request.connectionName)) return false;
  return route.team === null || request.teams.includes(route.team);
}

/** Destructive, financial, admin: never decided by a message. What is not known counts as high. */
export function isHighRisk(risk: Risk): boolean {
  return risk !== 'read' && risk !== 'write';
}
