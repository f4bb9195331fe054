import { useApprovalPage } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { LongList } from '../../parts/LongList.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useNow } from '../../parts/use-now.ts';
import { Link, useSearch } from '../../router/router.tsx';
import { DecidedFilters } from './DecidedFilters.tsx';
import { DecidedRow } from './DecidedRow.tsx';
import { addressOf, type DecidedFilter, filterOf } from './decided-filter.ts';
import { useRowKeys } from './use-row-keys.ts';

const ROW_PX = 65;

/** Every request that was answered or ran out, newest first, a page at a time. */
export function DecidedScene() {
  const filter = filterOf(useSearch());
  return (
    <>
      <PageHead title="Decided requests">What people answered, and what nobody did.</PageHead>
      <div className="grid gap-5 max-md:gap-4">
        <DecidedFilters filter={filter} />
        <Page filter={filter} />
      </div>
    </>
  );
}

function Page({ filter }: { filter: DecidedFilter }) {
  const now = useNow();
  useRowKeys();
  const page = useApprovalPage(filter);
  if (page.isError) {
    return <ErrorNotice error={page.error} title="We could not load the requests." retry={page.refetch} />;
  }
  if (!page.data) return <Skeleton label="Loading the requests" rows={8} />;
  const { items, next } = page.data;
  if (items.length === 0 && next === null && filter.after === null) return <Nothing filter={filter} />;
  return (
    <>
      {items.length > 0 ? (
        <LongList
          className="panel"
          label="Decided requests"
          items={items}
          keyOf={(item) => item.id}
          rowPx={ROW_PX}
          row={(item) => <DecidedRow item={item} now={now} />}
        />
      ) : (
        <p className="panel px-5 py-6 text-muted max-md:px-4">None of the requests up to here fits.</p>
      )}
      <nav className="flex justify-between gap-3" aria-label="Pages">
        {filter.after ? (
          <Link className="btn" to={addressOf(filter, {})}>
            Newest
          </Link>
        ) : (
          <span />
        )}
        {next && (
          <Link className="btn" to={addressOf(filter, { after: next })}>
            Older
          </Link>
        )}
      </nav>
    </>
  );
}

function Nothing({ filter }: { filter: DecidedFilter }) {
  const narrowed = filter.answer !== null || filter.agent !== null || filter.connection !== null;
  if (!narrowed) {
    return (
      <Empty icon="inbox" title="Nothing was decided yet.">
        Each answer appears here, with who gave it and what came of it.
      </Empty>
    );
  }
  return (
    <Empty icon="inbox" title="No request fits these filters.">
      <Link className="link" to={addressOf(filter, { answer: null, agent: null, connection: null })}>
        Show all
      </Link>
    </Empty>
  );
}
