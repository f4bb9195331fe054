import { useEffect, useRef } from 'react';
import { navigate } from '../router/router.tsx';
import { plainKey } from './shortcuts.ts';

const PLACES: Record<string, string> = {
  i: '/',
  t: '/activity',
  a: '/agents',
  c: '/connections',
  p: '/policy',
};

/** How long `G` waits for the second key, ms. */
const GO_MS = 1_200;

/** `S` opens the stop sheet; `G` and a letter goes to a page. */
export function useShellKeys(onStop: () => void): void {
  const stop = useRef(onStop);
  stop.current = onStop;
  useEffect(() => {
    let goUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      const key = plainKey(event);
      if (key === null || event.repeat) return;
      const place = performance.now() < goUntil ? PLACES[key] : undefined;
      goUntil = key === 'g' ? performance.now() + GO_MS : 0;
      if (place !== undefined) {
        // Capturing and stopping: `G A` must not also begin to hold an approval.
        event.stopImmediatePropagation();
        navigate(place);
      } else if (key === 's') stop.current();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
