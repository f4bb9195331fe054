import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useAgents, useConnections, useStatus } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { navigate, useQueryParam, useSearch } from '../../router/router.tsx';
import { count } from '../../words/count.ts';
import { clock, clockSeconds, dayAndClock } from '../../words/time.ts';
import type { SceneProps } from '../scenes.ts';
import { ActivityTabs } from './ActivityTabs.tsx';
import { EntrySheet } from './EntrySheet.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { FilterLine } from './FilterLine.tsx';
import { filterSearch, isFiltered, queryOf, readFilter } from './filter.ts';
import { LogCheck } from './LogCheck.tsx';
import { LogList } from './LogList.tsx';
import { useLog } from './use-log.ts';
import { useNames } from './use-names.ts';

/** What happened, newest first, straight from the log. */
export function ActivityScene({ me }: SceneProps) {
  const filter = readFilter(useSearch());
  const open = indexOf(useQueryParam('entry'));
  const names = useNames(me);
  const now = useNow();
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const { pages, items, lookedUntil } = useLog(filter, pausedAt === null);
  const check = useAct(() => gateway('verifyAudit'), ['status', 'audit']);
  const show = (entry: number | null) => {
    const search = filterSearch(filter);
    const at = entry === null ? search : `${search}${search === '' ? '?' : '&'}entry=${entry}`;
    navigate(`/activity${at}`, { keepPlace: true, replace: entry === null });
  };
  return (
    <>
      <PageHead
        title="Activity"
        actions={
          <>
            <ExportMenu query={queryOf(filter, serverNow())} filtered={isFiltered(filter)} />
            <ActButton
              route="verifyAudit"
              className="btn"
              disabled={check.isPending}
              onClick={() => check.mutate(undefined)}
            >
              <Icon name="sealed" />
              {check.isPending ? 'Checking…' : 'Check the log'}
            </ActButton>
          </>
        }
      >
        Every step of every call, as it stands in the log. Newest first.
      </PageHead>
      <div className="grid grid-cols-1 gap-4">
        {check.isPending ? <Checking /> : <LogCheck result={check.data} error={check.error} />}
        <ActivityTabs here="/activity" />
        <FilterLine
          filter={filter}
          agents={useAgents().data?.items ?? []}
          connections={useConnections().data?.items ?? []}
        />
        {pages.isError && (
          <ErrorNotice error={pages.error} title="The log could not be read." retry={pages.refetch} />
        )}
        {pages.isPending && <Skeleton label="Loading the log" rows={6} />}
        {pages.data && (
          <section className="panel overflow-clip" aria-label="Entries">
            <Tail
              shown={items.length}
              pausedAt={pausedAt}
              onPause={() => setPausedAt(pausedAt === null ? serverNow() : null)}
            />
            <LogList
              items={items}
              names={names}
              now={now}
              open={open}
              onOpen={show}
              onEnd={() => pages.hasNextPage && !pages.isFetchingNextPage && void pages.fetchNextPage()}
            />
          </section>
        )}
        {pages.data && items.length === 0 && !pages.hasNextPage && <Nothing filtered={isFiltered(filter)} />}
        {pages.data && (
          <Foot
            lookedUntil={lookedUntil}
            more={pages.hasNextPage}
            looking={pages.isFetchingNextPage}
            any={items.length > 0}
            onMore={() => void pages.fetchNextPage()}
          />
        )}
      </div>
      {open !== null && (
        <EntrySheet
          key={open}
          index={open}
          known={items.find((entry) => entry.index === open)}
          names={names}
          onClose={() => show(null)}
        />
      )}
    </>
  );
}

function indexOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function Checking() {
  const size = useStatus().data?.log.size;
  return (
    <div className="panel grid gap-3 px-5 py-4 max-md:px-4" role="status">
      <p>
        {size === undefined ? 'Checking every entry' : `Checking ${count(size, 'entry', 'entries')}`} against
        the signed checkpoints. The gateway goes on meanwhile.
      </p>
      <progress aria-label="Checking the log" />
    </div>
  );
}

interface TailProps {
  shown: number;
  pausedAt: number | null;
  onPause(): void;
}

/** Whether new entries come in by themselves. */
function Tail({ shown, pausedAt, onPause }: TailProps) {
  return (
    <div className="flex min-h-12 items-center gap-3 border-b border-line px-5 py-2 text-small max-md:px-4">
      <h2 className="text-body">{pausedAt === null ? 'Live' : `Paused at ${clockSeconds(pausedAt)}`}</h2>
      <span className="text-muted">{count(shown, 'entry', 'entries')} shown</span>
      <button className="btn btn-small ml-auto" type="button" onClick={onPause}>
        {pausedAt === null ? 'Pause' : 'Go on'}
      </button>
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (!filtered) {
    return (
      <Empty icon="activity" title="Nothing happened yet.">
        Each call of an agent and each decision of a person will stand here.
      </Empty>
    );
  }
  return (
    <Empty icon="activity" title="Nothing in the log fits.">
      Take a choice back, or look at a longer time.
    </Empty>
  );
}

interface FootProps {
  lookedUntil: string | null;
  more: boolean;
  looking: boolean;
  any: boolean;
  onMore(): void;
}

function Foot({ lookedUntil, more, looking, any, onMore }: FootProps) {
  if (!more) return any ? <p className="text-small text-muted">Nothing older.</p> : null;
  const until = lookedUntil === null ? null : Date.parse(lookedUntil);
  const recent = until !== null && serverNow() - until < 86_400_000;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <button className="btn" type="button" disabled={looking} onClick={onMore}>
        {looking ? 'Looking…' : 'Show older entries'}
      </button>
      {until !== null && (
        <p className="text-small text-muted">Looked back to {recent ? clock(until) : dayAndClock(until)}.</p>
      )}
    </div>
  );
}
