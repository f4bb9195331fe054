import type { AgentWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { Link } from '../../router/router.tsx';
import { Count } from '../../shell/Count.tsx';
import { ago, day } from '../../words/time.ts';
import { reachWords } from './reach-words.ts';
import { StopOrStart } from './StopOrStart.tsx';

export function AgentRow({ agent, now }: { agent: AgentWire; now: number }) {
  const stopped = agent.status === 'stopped';
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-5 py-4 max-md:px-4">
      <Icon name="agent" className="size-5 self-start text-muted" />
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 wrap-anywhere">
          <Link to={`/agents/${agent.id}`} className="link text-text">
            <PlainText text={agent.name} />
          </Link>
          {stopped && (
            <Tag tone="deny" icon="stop">
              Stopped
            </Tag>
          )}
          <Count n={agent.waiting} what="requests waiting" />
        </h2>
        <p className="text-small text-muted">
          {stopped && agent.stopped_at
            ? `Stopped ${ago(Date.parse(agent.stopped_at), now)}. Only a person with a second factor can start it again.`
            : `${tokenWords(agent)} It ${reachWords(agent)}.`}
        </p>
      </div>
      <StopOrStart agent={agent} small />
    </div>
  );
}

function tokenWords({ tokens }: AgentWire): string {
  const open = tokens.filter((token) => token.revoked_at === null);
  if (open.length === 0) return 'No token: it cannot ask.';
  const ends = open.flatMap((token) => (token.expires_at === null ? [] : [Date.parse(token.expires_at)]));
  const many = open.length === 1 ? 'One token' : `${open.length} tokens`;
  return ends.length === 0 ? `${many}, without an end.` : `${many}, until ${day(Math.min(...ends))}.`;
}
