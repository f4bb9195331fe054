import type { Me } from '@agentport/contract';
import { PlainText } from '../parts/EscapedText.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Link } from '../router/router.tsx';
import { initials } from '../words/count.ts';
import { ROLES } from '../words/roles.ts';
import { Count } from './Count.tsx';
import { isOpen, type Place, SIDE } from './nav.ts';

interface SideNavProps {
  path: string;
  me: Me;
  waiting: number;
  policyWaits: boolean;
  onMenu(): void;
}

export function SideNav({ path, me, waiting, policyWaits, onMenu }: SideNavProps) {
  return (
    <nav
      className="sticky top-0 flex h-dvh flex-col gap-5 border-r border-line px-3 py-4 max-md:hidden"
      aria-label="Main"
    >
      <Link
        to="/"
        className="flex items-center gap-2 px-2 py-1 text-lead font-semibold tracking-[-0.01em] text-text no-underline"
      >
        <Icon name="gate" className="size-5.5" />
        AgentPort
      </Link>
      <button
        className="-my-1 flex min-h-8.5 items-center gap-3 rounded-control px-2 text-left font-medium text-muted shadow-[inset_0_0_0_1px_var(--color-line)] hover:bg-hover hover:text-text"
        type="button"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={onMenu}
      >
        <Icon name="search" />
        Go to…
        <span className="ml-auto text-micro font-normal" aria-hidden="true">
          Ctrl K
        </span>
      </button>
      {SIDE.map(({ title, places }) => (
        <div key={title}>
          <h2 className="px-2 pb-1 text-micro font-medium text-muted">{title}</h2>
          <ul>
            {places.map((place) => (
              <SideLink key={place.to} place={place} open={isOpen(place, path)}>
                {place.to === '/' && <Count n={waiting} what="waiting" />}
                {place.to === '/policy' && policyWaits && <Count n={1} what="version waiting" />}
              </SideLink>
            ))}
          </ul>
        </div>
      ))}
      <Person me={me} open={path === '/account'} />
    </nav>
  );
}

function SideLink({ place, open, children }: { place: Place; open: boolean; children: React.ReactNode }) {
  return (
    <li>
      <Link
        to={place.to}
        aria-current={open ? 'page' : undefined}
        className="flex min-h-8.5 items-center gap-3 rounded-control px-2 font-medium text-muted no-underline hover:bg-hover hover:text-text aria-[current]:bg-surface aria-[current]:text-text aria-[current]:shadow-[0_0_0_1px_var(--color-line),var(--shadow-panel)]"
      >
        <Icon name={place.icon} />
        {place.name}
        <span className="ml-auto flex">{children}</span>
      </Link>
    </li>
  );
}

function Person({ me, open }: { me: Me; open: boolean }) {
  return (
    <Link
      to="/account"
      aria-current={open ? 'page' : undefined}
      className="mt-auto flex items-center gap-3 rounded-control p-2 text-text no-underline hover:bg-hover aria-[current]:bg-surface"
    >
      <span
        className="grid size-7 flex-none place-items-center rounded-full bg-sunken text-[0.6875rem] font-semibold text-muted shadow-[inset_0_0_0_1px_var(--color-line)]"
        aria-hidden="true"
      >
        <PlainText text={initials(me.person.name).toUpperCase()} />
      </span>
      <span className="min-w-0 truncate text-small">
        <PlainText text={me.person.name} />
        <br />
        <span className="text-micro text-muted">
          {ROLES[me.person.role]} · <PlainText text={me.person.email} />
        </span>
      </span>
    </Link>
  );
}
