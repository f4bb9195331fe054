import type { ApprovalSummary } from '@agentport/contract';
import { EscapedText, PlainText } from '../../parts/EscapedText.tsx';
import { RiskMark } from '../../parts/RiskMark.tsx';
import { StateTag } from '../../parts/StateTag.tsx';
import { TimeLeft } from '../../parts/TimeLeft.tsx';
import { Link } from '../../router/router.tsx';
import { ago } from '../../words/time.ts';
import { FlagTags } from './FlagTags.tsx';

interface RequestRowProps {
  item: ApprovalSummary;
  now: number;
  /** set once somebody answered it: how it ended, as far as known */
  taken: ApprovalSummary | 'gone' | null;
  /** says whose it is, where no heading does */
  named?: boolean;
}

const GRID =
  'relative grid grid-cols-[minmax(0,1fr)_6.5rem_7.5rem] items-center gap-x-5 gap-y-1 px-5 py-4 max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:px-4 max-md:py-3';

export function RequestRow({ item, now, taken, named = false }: RequestRowProps) {
  const asked = Date.parse(item.requested_at);
  return (
    <div
      className={`${GRID} ${taken ? 'bg-sunken' : 'hover:bg-hover'} in-[li:last-child]:rounded-b-panel has-focus-visible:shadow-[inset_0_0_0_2px_var(--color-accent)]`}
    >
      <div className="max-md:contents">
        <h3 className="text-[0.9375rem] leading-5.5 tracking-[-0.006em] text-pretty wrap-anywhere max-md:self-start max-md:text-body">
          <Link
            to={`/approvals/${encodeURIComponent(item.id)}`}
            className="text-inherit no-underline outline-none after:absolute after:inset-0"
            data-request={item.id}
          >
            <EscapedText segments={item.title} />
          </Link>
        </h3>
        <p className="text-small text-muted max-md:row-start-2">
          {named && (
            <>
              <PlainText text={item.agent.name} />, <PlainText text={item.connection} />.{' '}
            </>
          )}
          Asked {ago(asked, now)}
        </p>
        <FlagTags flags={item.flags ?? []} unusual={item.unusual ?? null} />
      </div>
      {taken ? <Taken taken={taken} now={now} /> : <Waiting item={item} asked={asked} now={now} />}
    </div>
  );
}

function Waiting({ item, asked, now }: { item: ApprovalSummary; asked: number; now: number }) {
  return (
    <>
      <span className="max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end">
        <RiskMark risk={item.risk} />
      </span>
      <div className="max-md:col-start-2 max-md:row-start-1 max-md:self-start">
        <TimeLeft from={asked} until={Date.parse(item.approve_before)} now={now} />
      </div>
    </>
  );
}

function Taken({ taken, now }: { taken: ApprovalSummary | 'gone'; now: number }) {
  if (taken === 'gone')
    return <span className="col-span-2 text-right text-small text-muted">No longer waiting</span>;
  return (
    <span className="col-span-2 flex flex-wrap items-center justify-end gap-2 text-small text-muted max-md:col-span-2 max-md:row-start-3 max-md:justify-start">
      <StateTag state={taken.state} />
      {taken.decided_by && (
        <span>
          by <PlainText text={taken.decided_by} />
          {taken.decided_at && `, ${ago(Date.parse(taken.decided_at), now)}`}
        </span>
      )}
    </span>
  );
}
