import { useEffect } from 'react';
import { plainKey } from '../../shell/shortcuts.ts';

/** `J` and `K` move between requests; `Enter` opens the focused one because it is a link. */
export function useRowKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = plainKey(event);
      if (key !== 'j' && key !== 'k') return;
      const rows = [...document.querySelectorAll<HTMLElement>('[data-request]')];
      const at = rows.indexOf(document.activeElement as HTMLElement);
      const next = key === 'j' ? at + 1 : Math.max(0, at - 1);
      rows[Math.min(next, rows.length - 1)]?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
