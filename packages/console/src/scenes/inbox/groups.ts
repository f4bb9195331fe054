import type { ApprovalSummary } from '@agentport/contract';

export interface Group {
  readonly key: string;
  readonly agent: string;
  readonly agentId: string;
  readonly connection: string;
  readonly items: readonly ApprovalSummary[];
}

/** Requests by agent and connection; the group whose first request ends soonest stands first. */
export function groupsOf(items: readonly ApprovalSummary[]): readonly Group[] {
  const bySoonest = [...items].sort((a, b) => a.approve_before.localeCompare(b.approve_before));
  const groups = Map.groupBy(bySoonest, (item) => `${item.agent.id}\n${item.connection}`);
  return [...groups].flatMap(([key, members]) => {
    const [first] = members;
    if (!first) return [];
    return [
      { key, agent: first.agent.name, agentId: first.agent.id, connection: first.connection, items: members },
    ];
  });
}
