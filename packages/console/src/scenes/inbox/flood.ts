import type { ApprovalSummary } from '@agentport/contract';
import { span } from '../../words/time.ts';

/** `asked 40 times in 2 minutes.` */
export function floodWords(items: readonly Pick<ApprovalSummary, 'requested_at'>[]): string {
  const asked = items.map((item) => Date.parse(item.requested_at));
  const took = Math.max(...asked) - Math.min(...asked);
  return `asked ${items.length} times in ${span(Math.max(took, 1_000))}.`;
}
