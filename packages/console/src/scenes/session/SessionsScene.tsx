import type { SessionWire } from '@agentport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';
import { useLiveChange } from '../../api/live.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { LongList } from '../../parts/LongList.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { useNow } from '../../parts/use-now.ts';
import { Link } from '../../router/router.tsx';
import type { Names } from '../../words/audit.ts';
import { count } from '../../words/count.ts';
import { ago, span } from '../../words/time.ts';
import { ActivityTabs } from '../activity/ActivityTabs.tsx';
import { useNames } from '../activity/use-names.ts';
import type { SceneProps } from '../scenes.ts';
import { riskTone } from './risk-words.ts';

const PAGE = 50;
/** Whoever looks further back keeps what was read: so many pages are not read again for each call. */
const READ_AGAIN_PAGES = 2;
const ROW_PX = 65;

/** What agents did in one go, the last active first. */
export function SessionsScene({ me }: SceneProps) {
  const names = useNames(me);
  const now = useNow();
  const pages = useInfiniteQuery({
    queryKey: ['session-pages'],
    queryFn: ({ pageParam }) =>
      gateway('listSessions', {
        query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  useLiveChange(() => {
    if ((pages.data?.pages.length ?? 0) <= READ_AGAIN_PAGES) void pages.refetch({ cancelRefetch: false });
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title="Sessions">
        What an agent did in one go. Agents say themselves when a new session begins.
      </PageHead>
      <div className="grid grid-cols-1 gap-4">
        <ActivityTabs here="/activity/sessions" />
        {pages.isError && (
          <ErrorNotice error={pages.error} title="The sessions could not be read." retry={pages.refetch} />
        )}
        {pages.isPending && <Skeleton label="Loading the sessions" rows={4} />}
        {pages.data && items.length === 0 && (
          <Empty icon="agent" title="No session yet.">
            Calls that name a session stand here together, step by step.
          </Empty>
        )}
        {items.length > 0 && (
          <section className="panel" aria-label="Sessions">
            <LongList
              items={items}
              keyOf={(item) => `${item.agent} ${item.session}`}
              rowPx={ROW_PX}
              row={(item) => <SessionRow item={item} names={names} now={now} />}
            />
          </section>
        )}
        {pages.hasNextPage && (
          <button
            className="btn justify-self-start"
            type="button"
            disabled={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {pages.isFetchingNextPage ? 'Loading…' : 'Show older sessions'}
          </button>
        )}
      </div>
    </>
  );
}

function SessionRow({ item, names, now }: { item: SessionWire; names: Names; now: number }) {
  const [from, last] = [Date.parse(item.started_at), Date.parse(item.last_at)];
  const calls = item.allowed + item.asked + item.denied;
  return (
    <div className="relative grid min-h-15 grid-cols-[minmax(0,1fr)_auto_9rem] items-center gap-x-4 gap-y-1.5 px-5 py-3 hover:bg-hover max-md:grid-cols-[minmax(0,1fr)_auto] max-md:px-4">
      <div className="min-w-0">
        <h2 className="truncate text-body">
          <Link
            className="text-text no-underline after:absolute after:inset-0"
            to={`/activity/sessions/${encodeURIComponent(item.agent)}/${encodeURIComponent(item.session)}`}
          >
            <PlainText text={names.get(item.agent) ?? item.agent} />
          </Link>
        </h2>
        <p className="truncate text-small text-muted">
          {count(calls, 'call')} in {span(last - from)} · <PlainText text={item.session} />
        </p>
      </div>
      <p className="flex flex-wrap justify-end gap-1.5 max-md:col-span-2 max-md:row-start-2 max-md:justify-start">
        <RiskScore score={item.risk.score} />
        <Ends item={item} />
      </p>
      <p className="text-right text-small whitespace-nowrap text-muted">{ago(last, now)}</p>
    </div>
  );
}

/** Only what wants a look is marked. */
function RiskScore({ score }: { score: number }) {
  const { tone, word } = riskTone(score);
  if (tone === 'plain') return null;
  return (
    <Tag tone={tone} icon="gauge">
      Risk {score}
      <span className="sr-only">, {word}</span>
    </Tag>
  );
}

/** Routine is not marked. */
function Ends({ item: { asked, denied, failed, unknown } }: { item: SessionWire }) {
  return (
    <>
      {asked > 0 && (
        <Tag tone="ask" icon="ask">
          {asked} asked
        </Tag>
      )}
      {denied > 0 && (
        <Tag tone="deny" icon="deny">
          {denied} denied
        </Tag>
      )}
      {failed > 0 && <Tag icon="alert">{failed} failed</Tag>}
      {unknown > 0 && (
        <Tag tone="unknown" icon="unknown">
          {unknown} unknown
        </Tag>
      )}
    </>
  );
}
