import type { ApprovalSummary } from '@agentport/contract';
import { EscapedText, PlainText } from '../../parts/EscapedText.tsx';
import { StateTag } from '../../parts/StateTag.tsx';
import { Link } from '../../router/router.tsx';
import { clock, day } from '../../words/time.ts';

const DAY_MS = 86_400_000;

export function DecidedRow({ item, now }: { item: ApprovalSummary; now: number }) {
  return (
    <div className="grid min-h-13 grid-cols-[10rem_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-5 py-3 max-md:grid-cols-[minmax(0,1fr)_auto] max-md:px-4">
      <span className="flex max-md:row-start-2">
        <StateTag state={item.state} />
      </span>
      <p className="min-w-0 wrap-anywhere max-md:col-span-2">
        <Link
          to={`/approvals/${encodeURIComponent(item.id)}`}
          className="font-medium text-text no-underline hover:underline"
          data-request={item.id}
        >
          <EscapedText segments={item.title} />
        </Link>
        <span className="block text-small text-muted">
          <PlainText text={item.agent.name} />, <PlainText text={item.connection} />
          {item.decided_by && (
            <>
              , by <PlainText text={item.decided_by} />
            </>
          )}
        </span>
      </p>
      <span className="text-small whitespace-nowrap text-muted max-md:row-start-2">{when(item, now)}</span>
    </div>
  );
}

function when(item: ApprovalSummary, now: number): string {
  const at = Date.parse(item.decided_at ?? item.approve_before);
  return now - at < DAY_MS ? clock(at) : day(at);
}
