import { useState } from 'react';
import { useAgentPages } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { LongList } from '../../parts/LongList.tsx';
import { LookOnly } from '../../parts/LookOnly.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useNow } from '../../parts/use-now.ts';
import { AgentRow } from './AgentRow.tsx';
import { CreateAgent } from './CreateAgent.tsx';
import { Pairings } from './Pairings.tsx';

const ROW_PX = 77;

export function AgentsScene() {
  const agents = useAgentPages();
  const now = useNow();
  const [creating, setCreating] = useState(false);
  const items = agents.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Agents"
        actions={
          <ActButton route="createAgent" className="btn btn-ink" onClick={() => setCreating(true)}>
            <Icon name="agent" />
            Add an agent
          </ActButton>
        }
      >
        Each has a token that can ask, and nothing else.
      </PageHead>
      <LookOnly route="createAgent" />
      <Pairings now={now} />
      {agents.isError && (
        <ErrorNotice error={agents.error} title="The agents could not be loaded." retry={agents.refetch} />
      )}
      {agents.isPending && <Skeleton label="Loading the agents" />}
      {agents.data && items.length === 0 && (
        <Empty icon="agent" title="No agent yet.">
          Add one, give it the token, and its requests arrive in the inbox.
        </Empty>
      )}
      {items.length > 0 && (
        <section className="panel" aria-label="Agents">
          <LongList
            items={items}
            keyOf={(agent) => agent.id}
            rowPx={ROW_PX}
            row={(agent) => <AgentRow agent={agent} now={now} />}
          />
        </section>
      )}
      {agents.hasNextPage && (
        <button
          className="btn mt-4"
          type="button"
          disabled={agents.isFetchingNextPage}
          onClick={() => void agents.fetchNextPage()}
        >
          {agents.isFetchingNextPage ? 'Loading…' : 'Show more agents'}
        </button>
      )}
      {creating && <CreateAgent onClose={() => setCreating(false)} />}
    </>
  );
}
