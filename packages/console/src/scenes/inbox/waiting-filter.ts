import type { WaitingKindWire } from '@agentport/contract';
import type { WaitingFilter } from '../../api/queries.ts';

export const EVERYTHING: WaitingFilter = { agent: null, connection: null, operation: null };

/** What an address narrows the list to; it stands there, so that a link shows the same. */
export function waitingFilterOf(search: string): WaitingFilter {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) || null;
  return { agent: text('agent'), connection: text('connection'), operation: text('operation') };
}

export function waitingAddress(filter: WaitingFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) query.set(name, value);
  const text = query.toString();
  return text === '' ? '/approvals/waiting' : `/approvals/waiting?${text}`;
}

/** The filter that shows exactly one kind of request. */
export function filterOfKind({ agent, connection, operation }: WaitingKindWire): WaitingFilter {
  return { agent: agent.id, connection, operation };
}

/** Whether a kind of request is among what a filter shows. */
export function isShown(filter: WaitingFilter, kind: WaitingKindWire): boolean {
  const own = filterOfKind(kind);
  return (['agent', 'connection', 'operation'] as const).every(
    (name) => filter[name] === null || filter[name] === own[name],
  );
}
