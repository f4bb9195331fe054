import { type ComponentProps, type MouseEvent, useSyncExternalStore } from 'react';

/** The address bar is the only state of the router; this event says that we changed it ourselves. */
const MOVED = 'agentport:moved';

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(MOVED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(MOVED, listener);
  };
}

/** Path of the page that is open, without query and fragment. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** The query of the page that is open, with its question mark; empty without one. */
export function useSearch(): string {
  return useSyncExternalStore(subscribe, () => window.location.search);
}

/** One member of the query. */
export function useQueryParam(name: string): string | null {
  return new URLSearchParams(useSearch()).get(name);
}

export function navigate(to: string, options: { replace?: boolean; keepPlace?: boolean } = {}): void {
  if (options.replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  window.dispatchEvent(new Event(MOVED));
  if (!options.keepPlace) window.scrollTo(0, 0);
}

type LinkProps = Omit<ComponentProps<'a'>, 'href'> & { to: string };

/** A real link, so that opening in a new tab and copying work; a plain click stays inside the page. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}
