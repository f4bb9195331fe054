import type { ApprovalSummary } from '@agentport/contract';
import { EscapedText, PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StateTag } from '../../parts/StateTag.tsx';
import { Link } from '../../router/router.tsx';
import { clock, day } from '../../words/time.ts';

const SHOWN = 8;
const DAY_MS = 86_400_000;

export function DecidedPanel({ items, now }: { items: readonly ApprovalSummary[]; now: number }) {
  if (items.length === 0) return null;
  return (
    <Panel title="Decided" flush>
      <ul className="rows">
        {items.slice(0, SHOWN).map((item) => (
          <li
            key={item.id}
            className="grid min-h-13 grid-cols-[10rem_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-5 py-3 max-md:grid-cols-[minmax(0,1fr)_auto] max-md:px-4"
          >
            <span className="flex max-md:row-start-2">
              <StateTag state={item.state} />
            </span>
            <p className="min-w-0 truncate max-md:col-span-2 max-md:whitespace-normal max-md:wrap-anywhere">
              <Link
                to={`/approvals/${encodeURIComponent(item.id)}`}
                className="font-medium text-text no-underline hover:underline"
              >
                <EscapedText segments={item.title} />
              </Link>
              <span className="ml-2 text-small text-muted max-md:ml-0 max-md:block">
                <PlainText text={item.agent.name} />
                {item.decided_by && (
                  <>
                    , by <PlainText text={item.decided_by} />
                  </>
                )}
              </span>
            </p>
            <span className="text-small whitespace-nowrap text-muted max-md:row-start-2">
              {when(item, now)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function when(item: ApprovalSummary, now: number): string {
  const at = Date.parse(item.decided_at ?? item.approve_before);
  return now - at < DAY_MS ? clock(at) : day(at);
}
