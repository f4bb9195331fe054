import { useRecentCalls } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { StateTag } from '../../parts/StateTag.tsx';
import { useNow } from '../../parts/use-now.ts';
import { Link } from '../../router/router.tsx';
import { ago } from '../../words/time.ts';

/** Its calls among the last ones of all connections; the whole story is under Activity. */
export function RecentCalls({ name }: { name: string }) {
  const calls = useRecentCalls();
  const now = useNow();
  if (calls.isError) {
    return <ErrorNotice error={calls.error} title="The calls could not be loaded." retry={calls.refetch} />;
  }
  if (!calls.data) return <Skeleton label="Loading the calls" />;
  const items = calls.data.items.filter(({ connection }) => connection === name);
  if (items.length === 0) {
    return (
      <Empty icon="activity" title="Not called lately.">
        Among the last {calls.data.items.length} calls of this gateway none went here.{' '}
        <Link to="/activity" className="link">
          All activity
        </Link>
      </Empty>
    );
  }
  return (
    <section className="panel" aria-label="Recent calls">
      <ul className="rows">
        {items.map((call) => (
          <li key={call.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 max-md:px-4">
            <span className="min-w-0 flex-[1_1_12rem] wrap-anywhere">
              <code>{call.operation}</code>{' '}
              <span className="text-small text-muted">
                by <PlainText text={call.agent} />, {ago(Date.parse(call.created_at), now)}
              </span>
            </span>
            {call.approval_id && (
              <Link to={`/approvals/${call.approval_id}`} className="link text-small">
                Request
              </Link>
            )}
            <StateTag state={call.state} />
          </li>
        ))}
      </ul>
      <p className="border-t border-line px-5 py-3 text-small text-muted max-md:px-4">
        Among the last {calls.data.items.length} calls of this gateway.{' '}
        <Link to="/activity" className="link">
          All activity
        </Link>
      </p>
    </section>
  );
}
