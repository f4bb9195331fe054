import type { DisplayModelWire } from '@agentport/contract';
import { count } from '../../words/count.ts';
import { pathOf } from './path-of.ts';

/** Why nobody can approve yet, or null. What has not been looked at cannot be agreed to. */
export function blockOf(display: DisplayModelWire, opened: ReadonlySet<string>): string | null {
  if ((display.rows_omitted ?? 0) > 0) {
    return `Too long to be shown whole: ${count(display.rows_omitted ?? 0, 'value')} left out. Deny it.`;
  }
  const closed = display.rows.find((row) => row.collapsed && !opened.has(row.pointer));
  if (!closed) return null;
  return `Open ${pathOf(closed.pointer)} first (${count(closed.length, 'character')})`;
}
