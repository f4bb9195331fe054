import type { AgentWire } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useAgents } from '../../api/queries.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { Link, navigate } from '../../router/router.tsx';
import { day } from '../../words/time.ts';
import type { SceneProps } from '../scenes.ts';
import { NewToken } from './NewToken.tsx';
import { ReachChoice, reachOf } from './ReachChoice.tsx';
import { reachWords } from './reach-words.ts';
import { StopOrStart } from './StopOrStart.tsx';
import { TokenRow } from './TokenRow.tsx';
import { WhatItMay } from './WhatItMay.tsx';

/** One agent: what it may reach, its tokens, and the way to stop it. */
export function AgentScene({ params }: SceneProps) {
  const agents = useAgents();
  const agent = agents.data?.items.find(({ id, name }) => id === params.id || name === params.id);
  if (agent) return <Found agent={agent} />;
  if (agents.isError) {
    return <ErrorNotice error={agents.error} title="It could not be loaded." retry={agents.refetch} />;
  }
  if (agents.isPending) return <Skeleton label="Loading the agent" />;
  return <Empty icon="agent" title="There is no such agent." />;
}

function Found({ agent }: { agent: AgentWire }) {
  const [sheet, setSheet] = useState<'reach' | 'remove' | null>(null);
  const tokens = agent.tokens.filter((token) => token.revoked_at === null);
  return (
    <>
      <PageHead
        title={agent.name}
        actions={
          <>
            <Link to={`/agents/${agent.id}/connect`} className="btn">
              Connect it
            </Link>
            <StopOrStart agent={agent} />
          </>
        }
      >
        Added {day(Date.parse(agent.created_at))}. It can ask, and nothing else.
      </PageHead>
      <div className="grid grid-cols-[minmax(0,1fr)_18.5rem] items-start gap-5 max-lg:grid-cols-1 max-md:gap-4">
        <div className="grid grid-cols-1 gap-5 max-md:gap-4">
          <Panel title="Reach">
            <p>
              It <PlainText text={reachWords(agent)} />.{' '}
              <span className="text-muted">Policy still decides about every request.</span>
            </p>
            <p className="mt-4">
              <button className="btn" type="button" onClick={() => setSheet('reach')}>
                Change…
              </button>
            </p>
          </Panel>
          <Panel title="Tokens" flush>
            {tokens.length > 0 && (
              <ul className="rows">
                {tokens.map((token) => (
                  <TokenRow key={token.id} agentId={agent.id} token={token} />
                ))}
              </ul>
            )}
            <div className={`p-5 max-md:p-4 ${tokens.length > 0 ? 'border-t border-line' : ''}`}>
              <NewToken agent={agent} />
            </div>
          </Panel>
          <Panel title="Remove">
            <p className="text-muted">For good: its tokens end at once and what waits is withdrawn.</p>
            <p className="mt-4">
              <button className="btn btn-deny" type="button" onClick={() => setSheet('remove')}>
                Remove {agent.name}…
              </button>
            </p>
          </Panel>
        </div>
        <WhatItMay agent={agent} />
      </div>
      {sheet === 'reach' && <ChangeReach agent={agent} onClose={() => setSheet(null)} />}
      {sheet === 'remove' && <Remove agent={agent} onClose={() => setSheet(null)} />}
    </>
  );
}

interface SheetProps {
  agent: AgentWire;
  onClose(): void;
}

function ChangeReach({ agent, onClose }: SheetProps) {
  const give = useAct(
    async (connections: string[] | null) => {
      await gateway('giveConnections', { params: { id: agent.id }, body: { connections } });
      onClose();
    },
    ['agents', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    give.mutate(reachOf(new FormData(event.currentTarget)));
  };
  return (
    <Dialog title={`What ${agent.name} may ask for`} onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {give.isError && !(give.error instanceof StepUpCancelled) && (
          <ErrorNotice error={give.error} title="Nothing was changed." />
        )}
        <ReachChoice given={agent.connections} />
        <button className="btn btn-ink btn-big" type="submit" disabled={give.isPending}>
          {give.isPending ? 'Saving…' : 'Save'}
        </button>
      </form>
    </Dialog>
  );
}

function Remove({ agent, onClose }: SheetProps) {
  const remove = useAct(async () => {
    await gateway('removeAgent', { params: { id: agent.id } });
    navigate('/agents');
  }, ['agents', 'approvals', 'audit']);
  return (
    <Dialog title={`Remove ${agent.name}?`} onClose={onClose}>
      <div className="grid gap-5">
        {remove.isError && !(remove.error instanceof StepUpCancelled) && (
          <ErrorNotice error={remove.error} title="It is still there." />
        )}
        <p>Its tokens end at once. The log keeps what it did.</p>
        <div className="flex justify-end gap-3 max-md:*:flex-1">
          <button className="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button
            className="btn btn-deny"
            type="button"
            disabled={remove.isPending}
            onClick={() => remove.mutate(undefined)}
          >
            {remove.isPending ? 'Removing…' : 'Remove'}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
