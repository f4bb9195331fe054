import { useEffect, useRef } from 'react';
import { plainKey } from '../../shell/shortcuts.ts';

/**
 * `J` and `K` move between requests, or kinds of them; `Enter` opens the focused one because it is a link; `D` denies it.
 * @param onDeny of the id of the focused request; without it `D` does nothing
 */
export function useRowKeys(onDeny?: (id: string) => void): void {
  const deny = useRef(onDeny);
  deny.current = onDeny;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = plainKey(event);
      if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1);
      if (key === 'd' && !event.repeat) {
        const id = (document.activeElement as HTMLElement | null)?.dataset.request;
        if (id !== undefined) deny.current?.(id);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function move(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-request], [data-kind]')];
  const at = rows.indexOf(document.activeElement as HTMLElement) + by;
  rows[Math.min(Math.max(0, at), rows.length - 1)]?.focus();
}
