import { Icon } from '../parts/Icon.tsx';
import { Link } from '../router/router.tsx';
import { Count } from './Count.tsx';
import { BAR, isOpen } from './nav.ts';

/** The phone's navigation. On an approval the decision takes this place. */
export function BottomBar({ path, waiting }: { path: string; waiting: number }) {
  return (
    <nav
      className="fixed inset-x-0 bottom-0 z-6 grid grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      aria-label="Main, phone"
    >
      {BAR.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          aria-current={isOpen(place, path) ? 'page' : undefined}
          className="relative grid min-h-14 place-content-center justify-items-center gap-0.5 text-[0.6875rem] leading-3.5 font-medium text-muted no-underline before:absolute before:-top-px before:left-1/2 before:h-0.5 before:w-8 before:-translate-x-1/2 before:bg-transparent aria-[current]:text-text aria-[current]:before:bg-ink"
        >
          <Icon name={place.icon} className="size-5.5" />
          {place.name}
          {place.to === '/' && (
            <Count
              n={waiting}
              what="waiting"
              className="absolute top-1 left-[calc(50%+0.375rem)] leading-4!"
            />
          )}
        </Link>
      ))}
    </nav>
  );
}
