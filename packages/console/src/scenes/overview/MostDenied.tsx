import type { OverviewWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Link } from '../../router/router.tsx';
import type { Names } from '../../words/audit.ts';

/** What agents ask for and never get: a wrong tier, or an agent that tries. */
export function MostDenied({ rows, names }: { rows: OverviewWire['most_denied']; names: Names }) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <Panel title="Most denied" flush>
      {rows.length === 0 && <p className="px-5 py-4 text-muted max-md:px-4">Nothing was denied.</p>}
      <ul className="rows">
        {rows.map(({ agent, connection, operation, count }) => {
          const operationName = [connection && (names.get(connection) ?? connection), operation]
            .filter(Boolean)
            .join('.');
          return (
            <li
              key={`${agent} ${connection} ${operation}`}
              className="grid grid-cols-[minmax(0,1fr)_5rem_3rem] items-center gap-x-4 px-5 py-2.5 max-md:grid-cols-[minmax(0,1fr)_3rem] max-md:px-4"
            >
              <div className="min-w-0">
                <p className="truncate">
                  <Link
                    className="font-mono text-small text-text no-underline hover:underline"
                    to={`/activity?show=denied&agent=${encodeURIComponent(agent)}&text=${encodeURIComponent(operation)}`}
                  >
                    <PlainText text={operationName} />
                  </Link>
                </p>
                <p className="truncate text-small text-muted">
                  <PlainText text={names.get(agent) ?? agent} />
                </p>
              </div>
              <svg className="h-2 w-full max-md:hidden" aria-hidden="true">
                <rect width={`${(count / most) * 100}%`} height="8" rx="1.5" className="fill-deny-solid" />
              </svg>
              <p className="text-right">{count.toLocaleString('en-GB')}</p>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
