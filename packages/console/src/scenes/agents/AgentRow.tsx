import type { AgentWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { useAct } from '../../parts/use-act.ts';
import { Count } from '../../shell/Count.tsx';
import { StopSheet } from '../../shell/StopSheet.tsx';
import { ago, day } from '../../words/time.ts';

export function AgentRow({ agent, now }: { agent: AgentWire; now: number }) {
  const [stopping, setStopping] = useState(false);
  const release = useAct(
    () => gateway('releaseAgent', { params: { id: agent.id } }),
    ['agents', 'status', 'audit'],
  );
  const stopped = agent.status === 'stopped';
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-5 py-4 max-md:px-4">
      <Icon name="agent" className="size-5 self-start text-muted" />
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 wrap-anywhere">
          <PlainText text={agent.name} />
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
            : tokenWords(agent)}
        </p>
      </div>
      {stopped ? (
        <button
          className="btn btn-small"
          type="button"
          disabled={release.isPending}
          onClick={() => release.mutate(undefined)}
        >
          {release.isPending ? 'Starting…' : 'Start again'}
        </button>
      ) : (
        <button className="btn btn-small text-deny" type="button" onClick={() => setStopping(true)}>
          <Icon name="stop" className="size-4" />
          Stop…
        </button>
      )}
      {release.isError && !(release.error instanceof StepUpCancelled) && (
        <div className="col-span-3">
          <ErrorNotice error={release.error} title="It is still stopped." />
        </div>
      )}
      {stopping && <StopSheet agentId={agent.id} onClose={() => setStopping(false)} />}
    </li>
  );
}

function tokenWords({ tokens }: AgentWire): string {
  const open = tokens.filter((token) => token.revoked_at === null);
  if (open.length === 0) return 'No token: it cannot ask.';
  const ends = open.flatMap((token) => (token.expires_at === null ? [] : [Date.parse(token.expires_at)]));
  const many = open.length === 1 ? 'One token' : `${open.length} tokens`;
  return ends.length === 0 ? `${many}, without an end.` : `${many}, until ${day(Math.min(...ends))}.`;
}
