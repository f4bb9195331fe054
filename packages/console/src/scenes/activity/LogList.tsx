import type { ActivityEntryWire } from '@agentport/contract';
import { LongList } from '../../parts/LongList.tsx';
import type { Names } from '../../words/audit.ts';
import { EntryRow } from './EntryRow.tsx';

const ROW_PX = 45;

interface LogListProps {
  items: readonly ActivityEntryWire[];
  names: Names;
  now: number;
  open: number | null;
  onOpen(index: number): void;
  /** the end of the list came near */
  onEnd(): void;
}

export function LogList({ items, names, now, open, onOpen, onEnd }: LogListProps) {
  return (
    <LongList
      items={items}
      keyOf={(entry) => entry.index}
      rowPx={ROW_PX}
      onEnd={onEnd}
      row={(entry) => (
        <EntryRow
          entry={entry}
          names={names}
          now={now}
          open={open === entry.index}
          onOpen={() => onOpen(entry.index)}
        />
      )}
    />
  );
}
