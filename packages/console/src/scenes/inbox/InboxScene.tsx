import type { ApprovalSummary } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { useApprovals, useWaiting } from '../../api/queries.ts';
import { chunk } from '../../parts/chunk.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { useBar } from '../../parts/may.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { count } from '../../words/count.ts';
import { clock, left } from '../../words/time.ts';
import { DecidedPanel } from './DecidedPanel.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { GroupPanel } from './GroupPanel.tsx';
import { groupsOf } from './groups.ts';
import { InboxAside } from './InboxAside.tsx';
import { useArrivals } from './use-arrivals.ts';
import { useRowKeys } from './use-row-keys.ts';

/** Few ever see it: it does not weigh on the first load. */
const KindsPanel = chunk(async () => (await import('./KindsPanel.tsx')).KindsPanel);

const NONE: readonly ApprovalSummary[] = [];

export function InboxScene() {
  const now = useNow();
  const pending = useApprovals('pending');
  const all = useWaiting().data;
  const decided = useApprovals('decided').data?.items ?? NONE;
  const waiting = pending.data?.items ?? NONE;
  const { shown, queued, letIn } = useArrivals(waiting, now);
  const deny = useAct(
    (id: string) => gateway('deny', { params: { id }, body: {} }),
    ['approvals', 'approval'],
  );
  const mayDeny = useBar('deny') === null;
  useRowKeys((id) => {
    if (mayDeny && waiting.some((item) => item.id === id)) deny.mutate(id);
  });

  if (pending.isError && !pending.data) {
    return (
      <>
        <PageHead title="Inbox" />
        <ErrorNotice
          error={pending.error}
          title="We could not load the requests. Nothing has been decided."
          retry={pending.refetch}
        />
      </>
    );
  }
  if (!pending.data) {
    return (
      <>
        <PageHead title="Inbox" />
        <Skeleton label="Loading the requests" />
      </>
    );
  }
  const flooded = pending.data.next !== null && all !== undefined;
  const total = flooded ? all.total : waiting.length;
  const takenOf = (id: string) => {
    if (!shown.taken.has(id)) return null;
    return decided.find((item) => item.id === id) ?? 'gone';
  };
  return (
    <>
      <PageHead title={titleOf(total)} windowTitle={`Inbox, ${total} waiting`}>
        {waiting.length > 0 ? subtitleOf(waiting, now) : lastDecision(decided)}
        {flooded && ' Too many to stand one by one: here they are by agent and operation.'}
      </PageHead>
      <p className="sr-only" role="status">
        {titleOf(total)}
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)_18.5rem] items-start gap-6 max-lg:grid-cols-1">
        <div className="grid min-w-0 grid-cols-1 gap-5 max-md:gap-4">
          {flooded && <KindsPanel.View kinds={all.items} more={all.more} now={now} />}
          {!flooded && queued.length > 0 && (
            <button className="btn justify-self-start" type="button" onClick={letIn}>
              Show {count(queued.length, 'new request')}
            </button>
          )}
          {!flooded &&
            groupsOf(shown.items).map((group) => (
              <GroupPanel key={group.key} group={group} now={now} takenOf={takenOf} />
            ))}
          {deny.isError && <ErrorNotice error={deny.error} title="It was not denied." />}
          {decided.length === 0 && waiting.length === 0 ? (
            <FirstSteps />
          ) : (
            <DecidedPanel items={decided} now={now} />
          )}
        </div>
        <InboxAside />
      </div>
    </>
  );
}

function titleOf(n: number): string {
  if (n === 0) return 'Nothing waits for an answer';
  return `${count(n, 'request waits', 'requests wait')} for an answer`;
}

function subtitleOf(waiting: readonly ApprovalSummary[], now: number): string {
  const soonest = Math.min(...waiting.map((item) => Date.parse(item.approve_before)));
  const which = waiting.length === 1 ? 'It' : 'The next one';
  return `${which} closes in ${left(soonest - now)}. What nobody answers is denied.`;
}

function lastDecision(decided: readonly ApprovalSummary[]): string {
  const at = decided[0]?.decided_at;
  return at ? `Last decision ${clock(Date.parse(at))}.` : 'What needs a person appears here at once.';
}
