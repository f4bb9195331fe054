import type { AgentWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { Link } from '../../router/router.tsx';
import { Count } from '../../shell/Count.tsx';
import { count } from '../../words/count.ts';
import { ago, day } from '../../words/time.ts';
import { OwnerName } from './Owner.tsx';
import { reachWords } from './reach-words.ts';
import { StopOrStart } from './StopOrStart.tsx';

export function AgentRow({ agent, now }: { agent: AgentWire; now: number }) {
  const stopped = agent.status === 'stopped';
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)_9.5rem_8rem_6.75rem] items-center gap-x-4 gap-y-2 px-5 py-4 max-md:grid-cols-[auto_minmax(0,1fr)_auto] max-md:px-4">
      <Icon name="agent" className="size-5 self-start text-muted" />
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 wrap-anywhere">
          <Link to={`/agents/${agent.id}`} className="link text-text">
            <PlainText text={agent.name} />
          </Link>
          {agent.test && <Tag>For tests</Tag>}
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
      <Asked agent={agent} now={now} />
      <p className="min-w-0 truncate text-small max-md:hidden">
        <span className="block text-micro text-muted">Looked after by</span>
        <OwnerName agent={agent} />
      </p>
      <div className="justify-self-end max-md:row-start-1 max-md:col-start-3">
        <StopOrStart agent={agent} small />
      </div>
    </div>
  );
}

/** On a phone one line below the name; else a column of its own. */
function Asked({ agent: { calls_week: calls, last_call_at: last }, now }: { agent: AgentWire; now: number }) {
  return (
    <p className="text-small max-md:order-last max-md:col-span-2 max-md:col-start-2">
      <span className="md:block">
        {last === null ? 'Never asked' : `Asked ${ago(Date.parse(last), now)}`}
      </span>
      <span className="text-muted max-md:before:content-[',_'] md:text-micro">
        {count(calls, 'call')} in 7 days
      </span>
    </p>
  );
}

function tokenWords({ tokens }: AgentWire): string {
  const open = tokens.filter((token) => token.revoked_at === null);
  if (open.length === 0) return 'No token: it cannot ask.';
  const ends = open.flatMap((token) => (token.expires_at === null ? [] : [Date.parse(token.expires_at)]));
  const many = open.length === 1 ? 'One token' : `${open.length} tokens`;
  return ends.length === 0 ? `${many}, without an end.` : `${many}, until ${day(Math.min(...ends))}.`;
}
