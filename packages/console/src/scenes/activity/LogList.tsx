import type { ActivityEntryWire } from '@agentport/contract';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { Names } from '../../words/audit.ts';
import { EntryRow } from './EntryRow.tsx';

const ROW_PX = 45;
const SPARE_ROWS = 12;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 20;

interface LogListProps {
  items: readonly ActivityEntryWire[];
  names: Names;
  now: number;
  open: number | null;
  onOpen(index: number): void;
  /** the end of the list came near */
  onEnd(): void;
}

/** Only the rows near the window are in the page; the list is as tall as if all were. */
export function LogList({ items, names, now, open, onOpen, onEnd }: LogListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    setOffset((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_PX,
    overscan: SPARE_ROWS,
    scrollMargin: offset,
    getItemKey: (at) => items[at]?.index ?? at,
    onChange: (virtual) => {
      const last = virtual.getVirtualItems().at(-1);
      if (last && last.index >= items.length - AHEAD && virtual.isScrolling) onEnd();
    },
  });
  return (
    <ul ref={list} className="relative" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const entry = items[index];
        if (!entry) return null;
        return (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={items.length}
            className="absolute inset-x-0 top-0 border-b border-line"
            style={{ transform: `translateY(${start - offset}px)` }}
          >
            <EntryRow
              entry={entry}
              names={names}
              now={now}
              open={open === entry.index}
              onOpen={() => onOpen(entry.index)}
            />
          </li>
        );
      })}
    </ul>
  );
}
