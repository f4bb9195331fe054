import type { ApprovalSummary } from '@agentport/contract';
import { useState } from 'react';
import { gateway, knowledge } from '../../api/gateway.ts';
import { useLiveChange } from '../../api/live.ts';
import { useWaiting, useWaitingPages, type WaitingFilter } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { LongList } from '../../parts/LongList.tsx';
import { useBar } from '../../parts/may.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { Link, useSearch } from '../../router/router.tsx';
import { count } from '../../words/count.ts';
import { KindFilter } from './KindFilter.tsx';
import { RequestRow } from './RequestRow.tsx';
import { useRowKeys } from './use-row-keys.ts';
import { isShown, waitingFilterOf } from './waiting-filter.ts';

const ROW_PX = 81;

/** Everything that waits, or one kind of it, soonest end first; made for thousands. */
export function WaitingScene() {
  const filter = waitingFilterOf(useSearch());
  const kinds = useWaiting().data?.items ?? [];
  const total = kinds.filter((kind) => isShown(filter, kind)).reduce((sum, { waiting }) => sum + waiting, 0);
  return (
    <>
      <PageHead
        title={`${count(total, 'request waits', 'requests wait')} for an answer`}
        windowTitle="Waiting"
      >
        The one that closes first stands first. What nobody answers is denied.
      </PageHead>
      <div className="grid grid-cols-1 gap-4">
        <KindFilter filter={filter} kinds={kinds} />
        <Waiting key={JSON.stringify(filter)} filter={filter} />
      </div>
    </>
  );
}

function Waiting({ filter }: { filter: WaitingFilter }) {
  const now = useNow();
  const pages = useWaitingPages(filter);
  const gone = useGone();
  const deny = useAct((id: string) => gateway('deny', { params: { id }, body: {} }), ['approvals']);
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const mayDeny = useBar('deny') === null;
  useRowKeys((id) => {
    if (mayDeny && !gone.has(id)) deny.mutate(id);
  });
  const again = () => void knowledge.resetQueries({ queryKey: ['waiting'] });
  if (pages.isError && !pages.data) {
    return (
      <ErrorNotice
        error={pages.error}
        title="We could not load the requests. Nothing has been decided."
        retry={pages.refetch}
      />
    );
  }
  if (!pages.data) return <Skeleton label="Loading the requests" rows={8} />;
  if (items.length === 0 && !pages.hasNextPage) return <Nothing onAgain={again} />;
  return (
    <>
      {deny.isError && <ErrorNotice error={deny.error} title="It was not denied." />}
      <LongList
        className="panel"
        label="Waiting requests"
        items={items}
        keyOf={(item) => item.id}
        rowPx={ROW_PX}
        onEnd={() => pages.hasNextPage && !pages.isFetchingNextPage && void pages.fetchNextPage()}
        row={(item) => <RequestRow item={item} now={now} taken={gone.get(item.id) ?? null} named />}
      />
      {pages.isFetchNextPageError && <ErrorNotice error={pages.error} title="The next ones did not come." />}
      <div className="flex flex-wrap items-center gap-3">
        <button
          className="btn"
          type="button"
          disabled={pages.isFetching}
          onClick={() => (pages.hasNextPage ? void pages.fetchNextPage() : again())}
        >
          {pages.isFetching ? 'Loading…' : pages.hasNextPage ? 'Show more' : 'Look again'}
        </button>
        <p className="text-small text-muted">
          {pages.hasNextPage ? `${count(items.length, 'request')} loaded.` : 'These are all.'}
        </p>
      </div>
    </>
  );
}

/** What was answered or ended since the list was read. Its rows stay where they are and say so. */
function useGone(): ReadonlyMap<string, ApprovalSummary | 'gone'> {
  const [gone, setGone] = useState<ReadonlyMap<string, 'gone'>>(new Map());
  useLiveChange(({ approval_id, state }) => {
    if (approval_id !== null && state !== 'pending')
      setGone((known) => new Map(known).set(approval_id, 'gone'));
  });
  return gone;
}

function Nothing({ onAgain }: { onAgain(): void }) {
  return (
    <Empty icon="inbox" title="None of these waits.">
      <button className="link" type="button" onClick={onAgain}>
        Look again
      </button>{' '}
      or go to the{' '}
      <Link className="link" to="/">
        inbox
      </Link>
      .
    </Empty>
  );
}
