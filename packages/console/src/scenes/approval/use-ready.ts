import { useEffect, useState } from 'react';

/** A button that has just appeared, or just come back into sight, does nothing for this long (T38), ms. */
export const INERT_MS = 1_000;

/**
 * Whether what is shown has been in sight for a second, in one layout: a window that was covered by another one, or
 * whose width has just changed, counts anew.
 * @param what changes whenever something else is shown
 */
export function useReady(what: string): boolean {
  const [ready, setReady] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const begin = () => {
      clearTimeout(timer);
      setReady(null);
      if (document.visibilityState === 'visible') timer = setTimeout(() => setReady(what), INERT_MS);
    };
    let width = window.innerWidth;
    // Not the height: a phone's address bar comes and goes with every scroll.
    const onResize = () => {
      if (window.innerWidth !== width) begin();
      width = window.innerWidth;
    };
    begin();
    window.addEventListener('focus', begin);
    window.addEventListener('resize', onResize);
    document.addEventListener('visibilitychange', begin);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('focus', begin);
      window.removeEventListener('resize', onResize);
      document.removeEventListener('visibilitychange', begin);
    };
  }, [what]);
  return ready === what;
}
