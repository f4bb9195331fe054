import type { ApprovalDetail } from '@agentport/contract';
import { count } from '../../words/count.ts';
import { pathOf } from './path-of.ts';

export interface Block {
  readonly words: string;
  readonly sub: string;
  /** the value to open, where opening it lifts the block */
  readonly pointer: string | null;
}

const TIES: Record<NonNullable<ApprovalDetail['tie']>, string> = {
  asked: 'you asked this as a test agent',
  looks_after: 'you look after this agent',
};

/** Why the reader cannot approve, or not yet; or null. What has not been looked at cannot be agreed to. */
export function blockOf({ display, tie }: ApprovalDetail, opened: ReadonlySet<string>): Block | null {
  if (tie) return { words: 'Others must approve', sub: TIES[tie], pointer: null };
  const omitted = display.rows_omitted ?? 0;
  if (omitted > 0) {
    return { words: 'Too long to be shown', sub: `${count(omitted, 'value')} left out`, pointer: null };
  }
  const closed = display.rows.find((row) => row.collapsed && !opened.has(row.pointer));
  if (!closed) return null;
  const { pointer, length } = closed;
  return { words: `Open ${pathOf(pointer)} first`, sub: count(length, 'character'), pointer };
}

/** Where a value stands on the page. */
export function rowId(pointer: string): string {
  return `value-${pointer}`;
}
