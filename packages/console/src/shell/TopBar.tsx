import type { StatusWire } from '@agentport/contract';
import { ActButton } from '../parts/ActButton.tsx';
import { PlainText } from '../parts/EscapedText.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useNow } from '../parts/use-now.ts';
import { Link } from '../router/router.tsx';
import { ago } from '../words/time.ts';

export interface Crumb {
  readonly to: string;
  readonly name: string;
}

interface TopBarProps {
  /** where this page lies, outermost first */
  parents: readonly Crumb[];
  here: string;
  status: StatusWire | undefined;
  onStop(): void;
  onMenu(): void;
}

export function TopBar({ parents, here, status, onStop, onMenu }: TopBarProps) {
  const parent = parents.at(-1);
  return (
    <header className="sticky top-0 z-5 flex h-13 items-center gap-4 border-b border-line bg-canvas px-8 max-md:h-12 max-md:gap-2 max-md:pr-0 max-md:pl-4">
      <nav className="flex min-w-0 items-center gap-2 text-small max-md:hidden" aria-label="You are here">
        {parents.map(({ to, name }) => (
          <span key={to} className="flex items-center gap-2">
            <Link to={to} className="text-muted no-underline hover:text-text">
              {name}
            </Link>
            <Icon name="chevron" className="size-3.5 text-line-strong" />
          </span>
        ))}
        <span className="truncate" aria-current="page">
          <PlainText text={here} />
        </span>
      </nav>
      <div className="min-w-0 md:hidden">
        {parent ? (
          <Link to={parent.to} className="-ml-2 flex min-h-11 items-center gap-1 text-muted no-underline">
            <Icon name="back" />
            <span className="truncate">{parent.name}</span>
          </Link>
        ) : (
          <span className="block truncate">{here}</span>
        )}
      </div>
      <button
        className="ml-auto grid size-11 flex-none place-items-center rounded-control text-muted md:hidden"
        type="button"
        aria-label="Go to…"
        onClick={onMenu}
      >
        <Icon name="search" />
      </button>
      <LogState status={status} />
      <ActButton
        route="stopAll"
        className="btn btn-small border-line bg-transparent pl-2 text-deny max-md:border-0 max-md:px-4"
        onClick={onStop}
      >
        <Icon name="stop" />
        Stop…
      </ActButton>
    </header>
  );
}

const STANDING: Record<StatusWire['log']['standing'], { words: string; color: string }> = {
  intact: { words: 'Log intact', color: 'text-allow-solid' },
  unchecked: { words: 'Log not checked', color: 'text-muted' },
  rolled_back: { words: 'Log rolled back', color: 'text-deny-solid' },
  forked: { words: 'Log forked', color: 'text-deny-solid' },
};

function LogState({ status }: { status: StatusWire | undefined }) {
  const now = useNow();
  if (!status) return <span className="md:ml-auto" />;
  const { standing, checked_at } = status.log;
  const { words, color } = STANDING[standing];
  return (
    <Link
      to="/activity"
      className="flex min-h-8 items-center gap-2 text-small whitespace-nowrap text-muted no-underline hover:text-text md:ml-auto max-md:min-h-11 max-md:gap-1.5 max-md:text-micro"
    >
      <Icon
        name={standing === 'intact' || standing === 'unchecked' ? 'sealed' : 'alert'}
        className={`size-4.5 ${color}`}
      />
      {words}
      {checked_at && (
        <span className="-ml-2 max-md:hidden">, checked {ago(Date.parse(checked_at), now)}</span>
      )}
    </Link>
  );
}
