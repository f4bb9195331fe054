import type { Agent } from '@agentport/engine';

/** The connections an agent was given, as stored (JSON, null for every one), in the form an `Agent` carries them. */
export function givenConnections(stored: string | null): Pick<Agent, 'connections'> {
  return stored === null ? {} : { connections: JSON.parse(stored) as string[] };
}

/** Null for every connection; else names, each once, in one order, so that equal gifts are stored alike. */
export function storedConnections(given: readonly string[] | null): string | null {
  return given === null ? null : JSON.stringify([...new Set(given)].sort());
}
