import type { ApprovalSummary } from '@agentport/contract';
import { useState } from 'react';
import { PlainText } from '../../parts/EscapedText.tsx';
import { count } from '../../words/count.ts';
import type { Group } from './groups.ts';
import { RequestRow } from './RequestRow.tsx';

/** A flood folds: the first five show, the rest on demand. */
const FOLD_AT = 5;

interface GroupPanelProps {
  group: Group;
  now: number;
  takenOf(id: string): ApprovalSummary | 'gone' | null;
}

export function GroupPanel({ group, now, takenOf }: GroupPanelProps) {
  const [open, setOpen] = useState(false);
  const items = open ? group.items : group.items.slice(0, FOLD_AT);
  const folded = group.items.length - items.length;
  return (
    <section className="panel" aria-label={`${group.agent}, ${group.connection}`}>
      <div className="flex items-center gap-3 rounded-t-panel border-b border-line bg-sunken px-5 py-3 text-small max-md:px-4 max-md:py-2">
        <h2 className="min-w-0 truncate">
          <PlainText text={group.agent} />
        </h2>
        <span className="min-w-0 truncate text-muted">
          <PlainText text={group.connection} />
        </span>
        <span className="ml-auto flex-none text-muted">
          {group.items.filter((item) => takenOf(item.id) === null).length} waiting
        </span>
      </div>
      <ul className="rows">
        {items.map((item) => (
          <RequestRow key={item.id} item={item} now={now} taken={takenOf(item.id)} />
        ))}
      </ul>
      {folded > 0 && (
        <button
          className="btn btn-quiet w-full rounded-t-none border-t-line"
          type="button"
          onClick={() => setOpen(true)}
        >
          Show {count(folded, 'more request')}
        </button>
      )}
    </section>
  );
}
