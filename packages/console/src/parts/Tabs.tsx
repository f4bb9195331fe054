import { useEffect, useRef } from 'react';
import { Link } from '../router/router.tsx';

export interface Tab {
  readonly id: string;
  readonly name: string;
}

/** of the tab before the open one, px */
const PEEK_PX = 40;

interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  open: string;
  /** the address of a tab, so that it can be kept and sent along */
  to(id: string): string;
}

/** Parts of one page. They are links: each has an address of its own. On phones one row that is moved sideways. */
export function Tabs({ label, tabs, open, to }: TabsProps) {
  const row = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const list = row.current;
    const current = list?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(open)}"]`);
    // the open one in sight, and a part of the one before it; the page itself stays where it is
    if (list && current) list.scrollLeft = current.offsetLeft - list.offsetLeft - PEEK_PX;
  }, [open]);
  return (
    <nav aria-label={label} className="border-b border-line">
      <ul
        ref={row}
        className="-mb-px flex flex-wrap gap-x-5 max-md:-mx-4 max-md:flex-nowrap max-md:gap-x-4 max-md:overflow-x-auto max-md:px-4 max-md:text-small max-md:whitespace-nowrap max-md:[scrollbar-width:none]"
      >
        {tabs.map(({ id, name }) => (
          <li key={id} data-tab={id}>
            <Link
              to={to(id)}
              aria-current={id === open ? 'page' : undefined}
              className="flex min-h-10 items-center border-b-2 border-transparent font-medium text-muted no-underline hover:text-text max-md:min-h-11 max-md:-outline-offset-2 aria-[current]:border-text aria-[current]:text-text"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
