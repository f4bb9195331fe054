import type { ApprovalSummary } from '@agentport/contract';
import { useState } from 'react';
import { ActButton } from '../../parts/ActButton.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { StopSheet } from '../../shell/StopSheet.tsx';
import { count } from '../../words/count.ts';
import { floodWords } from './flood.ts';
import type { Group } from './groups.ts';
import { RequestRow } from './RequestRow.tsx';

/** A flood folds: the first five show, the rest on demand. */
const FOLD_AT = 5;
/** How many more each time, so that opening a flood does not flood the page. */
const UNFOLD = 20;

interface GroupPanelProps {
  group: Group;
  now: number;
  takenOf(id: string): ApprovalSummary | 'gone' | null;
}

export function GroupPanel({ group, now, takenOf }: GroupPanelProps) {
  const [open, setOpen] = useState(FOLD_AT);
  const items = group.items.slice(0, open);
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
      {group.items.length > FOLD_AT && <Flood group={group} />}
      <ul className="rows">
        {items.map((item) => (
          <li key={item.id}>
            <RequestRow item={item} now={now} taken={takenOf(item.id)} />
          </li>
        ))}
      </ul>
      {folded > 0 && (
        <button
          className="btn btn-quiet w-full rounded-t-none border-t-line"
          type="button"
          onClick={() => setOpen(open + UNFOLD)}
        >
          Show {count(Math.min(folded, UNFOLD), 'more request')}
          {folded > UNFOLD && ` of ${folded}`}
        </button>
      )}
    </section>
  );
}

/** So many questions at once are a fault or an attack on the reader: the way out stands beside them. */
function Flood({ group }: { group: Group }) {
  const [stopping, setStopping] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-5 py-3 text-small max-md:px-4">
      <Icon name="alert" className="size-4.5 text-ask" />
      <p className="min-w-0 flex-1">
        <b className="font-semibold">
          <PlainText text={group.agent} />
        </b>{' '}
        {floodWords(group.items)}
      </p>
      <ActButton route="stopAgent" className="btn btn-small" onClick={() => setStopping(true)}>
        <Icon name="stop" className="size-4 text-deny-solid" />
        Stop this agent
      </ActButton>
      {stopping && <StopSheet agentId={group.agentId} onClose={() => setStopping(false)} />}
    </div>
  );
}
