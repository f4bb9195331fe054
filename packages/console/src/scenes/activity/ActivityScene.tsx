import { gateway } from '../../api/gateway.ts';
import { useAuditEntries } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { Link, useQueryParam } from '../../router/router.tsx';
import type { SceneProps } from '../scenes.ts';
import { EntryRow } from './EntryRow.tsx';
import { LogCheck } from './LogCheck.tsx';
import { useNames } from './use-names.ts';

/** What happened, newest first, straight from the log. */
export function ActivityScene({ me }: SceneProps) {
  const names = useNames(me);
  const call = useQueryParam('call');
  const entries = useAuditEntries(call);
  const now = useNow();
  const check = useAct(() => gateway('verifyAudit'), ['status', 'audit']);
  const items = entries.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Activity"
        actions={
          <button
            className="btn"
            type="button"
            disabled={check.isPending}
            onClick={() => check.mutate(undefined)}
          >
            <Icon name="sealed" />
            {check.isPending ? 'Checking every entry…' : 'Check the log'}
          </button>
        }
      >
        Every step of every call, as it stands in the log. Newest first.
      </PageHead>
      <div className="grid grid-cols-1 gap-5 max-md:gap-4">
        <LogCheck result={check.data} error={check.error} />
        {call !== null && (
          <p className="text-muted">
            Only the call{' '}
            <code className="text-text">
              <PlainText text={call} />
            </code>
            .{' '}
            <Link className="link" to="/activity">
              Show everything
            </Link>
          </p>
        )}
        {entries.isError && (
          <ErrorNotice error={entries.error} title="The log could not be read." retry={entries.refetch} />
        )}
        {entries.isPending && <Skeleton label="Loading the log" rows={6} />}
        {entries.data && items.length === 0 && (
          <Empty icon="activity" title="Nothing happened yet.">
            Each call of an agent and each decision of a person will stand here.
          </Empty>
        )}
        {items.length > 0 && (
          <section className="panel" aria-label="Entries">
            <ul className="rows">
              {items.map((entry) => (
                <EntryRow key={entry.index} entry={entry} names={names} now={now} />
              ))}
            </ul>
          </section>
        )}
        {entries.hasNextPage && (
          <button
            className="btn justify-self-start"
            type="button"
            disabled={entries.isFetchingNextPage}
            onClick={() => void entries.fetchNextPage()}
          >
            {entries.isFetchingNextPage ? 'Loading…' : 'Show older entries'}
          </button>
        )}
      </div>
    </>
  );
}
