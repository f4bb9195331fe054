import type { OverviewWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Link } from '../../router/router.tsx';
import type { Names } from '../../words/audit.ts';
import { count } from '../../words/count.ts';

/** Connections on which calls did not end well, worst first. */
export function Trouble({ rows, names }: { rows: OverviewWire['trouble']; names: Names }) {
  return (
    <Panel title="Connections in trouble" flush>
      {rows.length === 0 && <p className="px-5 py-4 text-muted max-md:px-4">Every call ended well.</p>}
      <ul className="rows">
        {rows.map(({ connection, failed, ended }) => (
          <li
            key={connection}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-4 px-5 py-2.5 max-md:px-4"
          >
            <div className="min-w-0">
              <p className="truncate">
                <Link
                  className="text-text no-underline hover:underline"
                  to={`/activity?show=failed&connection=${encodeURIComponent(connection ?? '')}`}
                >
                  <PlainText text={names.get(connection ?? '') ?? connection ?? 'Unknown connection'} />
                </Link>
              </p>
              <p className="text-small text-muted">of {count(ended, 'call')}</p>
            </div>
            <p className="text-deny">{failed.toLocaleString('en-GB')} failed</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
