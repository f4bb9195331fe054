import { Link } from '../router/router.tsx';

export interface Tab {
  readonly id: string;
  readonly name: string;
}

interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  open: string;
  /** the address of a tab, so that it can be kept and sent along */
  to(id: string): string;
}

/** Parts of one page. They are links: each has an address of its own. */
export function Tabs({ label, tabs, open, to }: TabsProps) {
  return (
    <nav aria-label={label} className="border-b border-line">
      <ul className="-mb-px flex flex-wrap gap-x-5 max-md:gap-x-3.5 max-md:text-small">
        {tabs.map(({ id, name }) => (
          <li key={id}>
            <Link
              to={to(id)}
              aria-current={id === open ? 'page' : undefined}
              className="flex min-h-10 items-center border-b-2 border-transparent font-medium text-muted no-underline hover:text-text aria-[current]:border-text aria-[current]:text-text max-md:min-h-11"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
