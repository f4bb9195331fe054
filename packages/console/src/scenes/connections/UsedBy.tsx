import type { AgentWire } from '@agentport/contract';
import { Empty } from '../../parts/Empty.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { Link } from '../../router/router.tsx';
import { count } from '../../words/count.ts';

/** Whether an agent was given a connection; policy still decides about each of its requests. */
export function reaches({ connections, status }: AgentWire, name: string): boolean {
  return status !== 'removed' && (connections === null || connections.includes(name));
}

export function UsedBy({ agents }: { agents: readonly AgentWire[] }) {
  if (agents.length === 0) {
    return (
      <Empty icon="agent" title="No agent may ask for it.">
        Give it to one under Agents.
      </Empty>
    );
  }
  return (
    <ul className="panel rows">
      {agents.map((agent) => (
        <li key={agent.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 max-md:px-4">
          <Link to={`/agents/${agent.id}`} className="link min-w-0 flex-1 font-medium wrap-anywhere">
            <PlainText text={agent.name} />
          </Link>
          {agent.status === 'stopped' && (
            <Tag tone="deny" icon="stop">
              Stopped
            </Tag>
          )}
          <span className="text-small text-muted">
            {agent.connections === null
              ? 'may ask for every connection'
              : `may ask for ${count(agent.connections.length, 'connection')}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
