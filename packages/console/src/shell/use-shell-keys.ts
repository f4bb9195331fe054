import { useEffect, useRef } from 'react';
import { navigate } from '../router/router.tsx';
import { isMenuKey, plainKey } from './shortcuts.ts';

const PLACES: Record<string, string> = {
  i: '/',
  t: '/activity',
  a: '/agents',
  c: '/connections',
  p: '/policy',
};

/** How long `G` waits for the second key, ms. */
const GO_MS = 1_200;

interface ShellKeys {
  onStop(): void;
  onHelp(): void;
  onMenu(): void;
}

/** `S` opens the stop sheet, `?` the list of keys, `Ctrl K` the menu; `/` goes to the search, `G` and a letter to a page. */
export function useShellKeys(keys: ShellKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let goUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if (isMenuKey(event)) {
        event.preventDefault(); // the browser would go to its own search
        latest.current.onMenu();
        return;
      }
      const key = plainKey(event);
      if (key === null || event.repeat) return;
      const place = performance.now() < goUntil ? PLACES[key] : undefined;
      goUntil = key === 'g' ? performance.now() + GO_MS : 0;
      if (place !== undefined) {
        // Capturing and stopping: `G A` must not also begin to hold an approval.
        event.stopImmediatePropagation();
        navigate(place);
      } else if (key === 's') latest.current.onStop();
      else if (key === '?') latest.current.onHelp();
      else if (key === '/') {
        event.preventDefault(); // the stroke is not what is looked for
        if (!focusSearch()) latest.current.onMenu();
      }
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}

/** The page's own search field, if it has one. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLElement>('main [data-search]');
  field?.focus();
  return field !== null;
}
