import type { AgentWire } from '@agentport/contract';

/** `may ask for stripe and github`, after the agent's name. */
export function reachWords({ connections }: Pick<AgentWire, 'connections'>): string {
  if (connections === null) return 'may ask for every connection';
  if (connections.length === 0) return 'may ask for nothing yet';
  const last = connections.at(-1);
  const others = connections.slice(0, -1).join(', ');
  return `may ask for ${others === '' ? last : `${others} and ${last}`}`;
}
