import { Link } from '../../router/router.tsx';

const TABS = [
  ['/activity', 'Entries'],
  ['/activity/sessions', 'Sessions'],
] as const;

/** The log as a list, or by session. */
export function ActivityTabs({ here }: { here: (typeof TABS)[number][0] }) {
  return (
    <nav className="seg justify-self-start" aria-label="Ways to look at it">
      {TABS.map(([to, name]) => (
        <Link key={to} to={to} aria-current={to === here ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
