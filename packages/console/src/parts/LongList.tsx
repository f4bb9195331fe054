import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';

/** Up to so many rows all are in the page; beyond, those near the window. */
const ALL_MAX = 100;
const SPARE_ROWS = 12;
/** Rows before the end at which more is asked for. */
const AHEAD = 20;

interface LongListProps<Item> {
  items: readonly Item[];
  keyOf(item: Item): string | number;
  /** what a row is about as tall as before it is measured, px */
  rowPx: number;
  label?: string;
  className?: string;
  /** the inside of one row */
  row(item: Item): ReactNode;
  /** the end of the list came near */
  onEnd?(): void;
}

/**
 * A list in the flow of the page. A long one keeps only the rows near the window, in their order and as tall as if all
 * were there; each says which of how many it is, and the one that has the focus stays.
 */
export function LongList<Item>(props: LongListProps<Item>) {
  const { items, keyOf, label, className = '', row, onEnd } = props;
  if (items.length > ALL_MAX || onEnd) return <Windowed {...props} />;
  return (
    <ul className={`rows ${className}`} aria-label={label}>
      {items.map((item) => (
        <li key={keyOf(item)}>{row(item)}</li>
      ))}
    </ul>
  );
}

function Windowed<Item>({ items, keyOf, rowPx, label, className = '', row, onEnd }: LongListProps<Item>) {
  const list = useRef<HTMLUListElement>(null);
  const offset = useOffset(list);
  const [focused, setFocused] = useState<number | null>(null);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowPx,
    overscan: SPARE_ROWS,
    scrollMargin: offset,
    getItemKey: (at) => {
      const item = items[at];
      return item === undefined ? at : keyOf(item);
    },
    rangeExtractor: (range) => {
      const shown = new Set(defaultRangeExtractor(range));
      for (const at of aroundFocus(focused, items.length)) shown.add(at);
      return [...shown].sort((a, b) => a - b);
    },
    onChange: (virtual) => {
      const last = virtual.range?.endIndex ?? 0;
      if (last >= items.length - AHEAD && virtual.isScrolling) onEnd?.();
    },
  });
  return (
    <ul
      ref={list}
      className={`relative ${className}`}
      aria-label={label}
      style={{ height: rows.getTotalSize() }}
      onFocus={(event) => setFocused(indexOf(event))}
      onBlur={({ relatedTarget }) => {
        // Between two rows both must stay until the focus has arrived.
        if (!list.current?.contains(relatedTarget)) setFocused(null);
      }}
    >
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const item = items[index];
        if (item === undefined) return null;
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
            {row(item)}
          </li>
        );
      })}
    </ul>
  );
}

/** The row with the focus and its neighbours: one key away there is always one. */
function aroundFocus(focused: number | null, rows: number): number[] {
  if (focused === null) return [];
  return [focused - 1, focused, focused + 1].filter((at) => at >= 0 && at < rows);
}

function indexOf({ target }: FocusEvent): number | null {
  const at = target.closest<HTMLElement>('[data-index]')?.dataset.index;
  return at === undefined ? null : Number(at);
}

/** How far below the top of the page the list begins, px. Looked at after each drawing: what stands above may change. */
function useOffset(list: { readonly current: HTMLElement | null }): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const now = Math.round((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    setOffset(now);
  });
  return offset;
}
