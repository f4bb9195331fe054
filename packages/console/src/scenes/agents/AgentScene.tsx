import type { AgentWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useAgent } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ConfirmSheet } from '../../parts/ConfirmSheet.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
import { LookOnly } from '../../parts/LookOnly.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useAct } from '../../parts/use-act.ts';
import { Link, navigate } from '../../router/router.tsx';
import { day } from '../../words/time.ts';
import type { SceneProps } from '../scenes.ts';
import { HowItDoes } from './HowItDoes.tsx';
import { NewToken } from './NewToken.tsx';
import { ChangeOwner, OwnerName } from './Owner.tsx';
import { ReachChoice, reachOf } from './ReachChoice.tsx';
import { reachWords } from './reach-words.ts';
import { StopOrStart } from './StopOrStart.tsx';
import { TokenRow } from './TokenRow.tsx';
import { WhatItMay } from './WhatItMay.tsx';

/** One agent: what it may reach, its tokens, and the way to stop it. */
export function AgentScene({ params }: SceneProps) {
  const found = useAgent(params.id ?? '');
  const agent = found.data;
  if (agent) return <Found agent={agent} />;
  if (found.isError) {
    return <ErrorNotice error={found.error} title="The agent could not be loaded." retry={found.refetch} />;
  }
  if (found.isPending) return <Skeleton label="Loading the agent" />;
  return <Empty icon="agent" title="There is no such agent." />;
}

function Found({ agent }: { agent: AgentWire }) {
  const [sheet, setSheet] = useState<'reach' | 'owner' | 'remove' | null>(null);
  const tokens = agent.tokens.filter((token) => token.revoked_at === null);
  return (
    <>
      <PageHead
        title={agent.name}
        actions={
          <>
            {agent.test && (
              <Link to={`/playground?agent=${encodeURIComponent(agent.name)}`} className="btn">
                Play as it
              </Link>
            )}
            <Link to={`/agents/${agent.id}/connect`} className="btn">
              Connect it
            </Link>
            <StopOrStart agent={agent} />
          </>
        }
      >
        Added {day(Date.parse(agent.created_at))}. It can ask, and nothing else.{' '}
        {agent.test && 'It is for tests: people may ask in its name.'}
      </PageHead>
      <LookOnly route="giveConnections" />
      <div className="grid grid-cols-[minmax(0,1fr)_18.5rem] items-start gap-5 max-lg:grid-cols-1 max-md:gap-4">
        <div className="grid grid-cols-1 gap-5 max-md:gap-4">
          <Panel title="Reach">
            <p>
              It <PlainText text={reachWords(agent)} />.{' '}
              <span className="text-muted">Policy still decides about every request.</span>
            </p>
            <p className="mt-4">
              <ActButton route="giveConnections" className="btn" onClick={() => setSheet('reach')}>
                Change…
              </ActButton>
            </p>
          </Panel>
          <Panel title="Who looks after it">
            <p>
              <OwnerName agent={agent} />.{' '}
              <span className="text-muted">
                While somebody else is here, they do not approve what it asks and what cannot be undone.
              </span>
            </p>
            <p className="mt-4">
              <ActButton route="changeAgent" className="btn" onClick={() => setSheet('owner')}>
                Change…
              </ActButton>
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
              <ActButton route="removeAgent" className="btn btn-deny" onClick={() => setSheet('remove')}>
                Remove {agent.name}…
              </ActButton>
            </p>
          </Panel>
        </div>
        <div className="grid grid-cols-1 gap-5 max-md:gap-4">
          <WhatItMay agent={agent} />
          <HowItDoes agent={agent} />
        </div>
      </div>
      {sheet === 'reach' && <ChangeReach agent={agent} onClose={() => setSheet(null)} />}
      {sheet === 'owner' && <ChangeOwner agent={agent} onClose={() => setSheet(null)} />}
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
  return (
    <FormSheet
      title={`What ${agent.name} may ask for`}
      act={give}
      trouble="Nothing was changed."
      words={['Save', 'Saving…']}
      onSubmit={(form) => give.mutate(reachOf(form))}
      onClose={onClose}
    >
      <ReachChoice given={agent.connections} />
    </FormSheet>
  );
}

function Remove({ agent, onClose }: SheetProps) {
  const remove = useAct(async () => {
    await gateway('removeAgent', { params: { id: agent.id } });
    navigate('/agents');
  }, ['agents', 'approvals', 'audit']);
  return (
    <ConfirmSheet
      title={`Remove ${agent.name}?`}
      act={remove}
      trouble="It is still there."
      words={['Remove', 'Removing…']}
      final
      onClose={onClose}
    >
      <p>Its tokens end at once. The log keeps what it did.</p>
    </ConfirmSheet>
  );
}
