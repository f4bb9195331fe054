import { useEffect, useState } from 'react';

/** A button that has just appeared, or just come back into sight, does nothing for this long (T38), ms. */
export const INERT_MS = 1_000;

/**
 * Whether what is shown has been in sight for a second.
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
    begin();
    document.addEventListener('visibilitychange', begin);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', begin);
    };
  }, [what]);
  return ready === what;
}
