import type { ApprovalSummary } from '@agentport/contract';
import { Panel } from '../../parts/Panel.tsx';
import { Link } from '../../router/router.tsx';
import { DecidedRow } from './DecidedRow.tsx';

const SHOWN = 8;

/** The last answers, below what waits; the rest has a page of its own. */
export function DecidedPanel({ items, now }: { items: readonly ApprovalSummary[]; now: number }) {
  if (items.length === 0) return null;
  return (
    <Panel
      title="Decided"
      flush
      end={
        <Link className="link" to="/approvals/decided">
          All, with filters
        </Link>
      }
    >
      <ul className="rows">
        {items.slice(0, SHOWN).map((item) => (
          <li key={item.id}>
            <DecidedRow item={item} now={now} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
